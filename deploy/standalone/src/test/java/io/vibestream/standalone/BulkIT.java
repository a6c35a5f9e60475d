package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, against the whole pipeline with the preview voice. */
class BulkIT {

    private static final int ROWS = 500;
    private static final int KILLS = 5;
    private static final long SEED = 20_261_123;
    private static final Duration LONGEST = BulkProcess.LONGEST;

    @TempDir
    static Path directory = Path.of("");

    private static WholePipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        pipeline = WholePipeline.start(directory, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        pipeline.close();
    }

    private static BulkProcess command(Path file, String... options) throws IOException {
        return BulkProcess.start(file, pipeline.bootstrapServers(), options);
    }

    private static Path results(Path file) {
        return Path.of(file + ".results.jsonl");
    }

    private static long lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).chars().filter(character -> character == '\n').count() : 0;
    }

    private static List<JsonNode> read(Path results) throws IOException {
        var read = new ArrayList<JsonNode>();
        for (var line : Files.readAllLines(results)) {
            read.add(JsonMapper.builder().build().readTree(line));
        }
        return read;
    }

    /** How many chunks of each request workers have completed. */
    private static Map<String, Integer> spoken() {
        var registry = new InMemoryRegistry();
        var codec = new Codecs(registry::register, registry::find).events();
        var spoken = new HashMap<String, Integer>();
        try (var consumer = new KafkaClients(KafkaSettings.local(pipeline.bootstrapServers())).consumer("count",
                Optional.empty(), Map.of())) {
            var partitions = consumer.partitionsFor(Topic.AUDIO.topicName()).stream()
                    .map(found -> new TopicPartition(found.topic(), found.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var message : consumer.poll(Duration.ofSeconds(1))) {
                    if (codec.decode(message.value()).getEvent() instanceof ChunkCompleted) {
                        spoken.merge(message.key(), 1, Integer::sum);
                    }
                }
            }
        }
        return spoken;
    }

    private static String row(int number) {
        // Every other row has an id of its own; the others get theirs from the row.
        return (number % 2 == 0 ? "{\"id\": \"killed-" + number + "\", " : "{") + "\"text\": \"Row " + number + ".\"}";
    }

    @Test
    void killedFiveTimesAtAnyPointItEndsWithOneResultForEachOf500RowsAndEachIsSpokenOnce() throws Exception {
        var random = new Random(SEED);
        var file = Files.write(directory.resolve("killed.jsonl"), IntStream.rangeClosed(1, ROWS).mapToObj(BulkIT::row)
                .toList());
        var before = spoken();
        for (int kill = 0; kill < KILLS; kill++) {
            var process = command(file, "--set", "format=wav", "--in-flight", Integer.toString(8 + random.nextInt(64)));
            // So few, and so soon after, that even a fast machine is not done before the last kill.
            long enough = lines(results(file)) + random.nextInt(50);
            Awaitility.await("kill " + kill + ", seed " + SEED).atMost(LONGEST).pollInterval(Duration.ofMillis(10))
                    .until(() -> lines(results(file)) >= enough || !process.isAlive());
            boolean living = process.kill(Duration.ofMillis(random.nextInt(300)));
            assertThat(living).as("kill %d meets a living process, which said %s", kill, BulkProcess.said(file))
                    .isTrue();
        }

        int status = command(file, "--set", "format=wav").status();

        assertThat(status).as("seed %d, said: %s", SEED, BulkProcess.said(file)).isZero();
        var results = read(results(file));
        assertThat(results).hasSize(ROWS).allMatch(result -> "COMPLETED".equals(result.path("outcome").asText()));
        assertThat(results.stream().map(result -> result.path("line").asInt())).as("seed %d", SEED)
                .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, ROWS).boxed().toList());
        var spoken = spoken();
        assertThat(results.stream().map(result -> result.path("id").asText())).doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(spoken.get(id)).as("chunks of %s, seed %d", id, SEED).isEqualTo(1));
        assertThat(spoken).hasSize(before.size() + ROWS);
    }

    @Test
    void badRowsAreNotedAndTheOthersSpokenWhereThatIsWished() throws Exception {
        var file = Files.writeString(directory.resolve("some-bad.csv"), """
                id,text,steps
                good,"A good row, with a comma.",5
                bad,A bad row.,many
                good,The same id again.,5
                also good,Another good row.,
                """);

        int status = command(file, "--keep-going").status();

        assertThat(status).as(BulkProcess.said(file)).isEqualTo(1);
        var byLine = read(results(file)).stream()
                .sorted(Comparator.comparingInt(result -> result.path("line").asInt())).toList();
        assertThat(byLine.stream().map(result -> result.path("line").asInt())).containsExactly(2, 3, 4, 5);
        assertThat(byLine.get(0).path("id").asText()).isEqualTo("good");
        assertThat(byLine.get(0).path("url").asText()).startsWith("http://localhost:");
        assertThat(byLine.get(0).path("durationSeconds").asDouble()).isPositive();
        assertThat(byLine.get(0).path("engine").asText()).contains("preview");
        assertThat(byLine.get(1).path("error").asText()).isEqualTo("steps: expected a whole number, found \"many\"");
        assertThat(byLine.get(2).path("error").asText()).isEqualTo("id good stands in line 2, too");
        assertThat(byLine.get(3).path("outcome").asText()).isEqualTo("COMPLETED");
        assertThat(BulkProcess.said(file))
                .contains("4 of 4 rows have ended: 2 completed, 2 failed.");
    }

    @Test
    void whatWasSpokenBeforeIsFoundAgainWhenTheResultsFileIsLost() throws Exception {
        var file = Files.write(directory.resolve("lost.jsonl"),
                IntStream.rangeClosed(1, 5).mapToObj(i -> "{\"text\": \"Lost and found " + i + ".\"}").toList());
        command(file).status();
        var first = read(results(file));
        Files.delete(results(file));

        int status = command(file).status();

        assertThat(status).as(BulkProcess.said(file)).isZero();
        assertThat(read(results(file))).containsExactlyInAnyOrderElementsOf(first);
        assertThat(first).allSatisfy(result -> assertThat(spoken().get(result.path("id").asText())).isEqualTo(1));
    }

    @Test
    void aRowThatWasSpokenForAnotherFileIsFoundWhenItComesIntoThisOne() throws Exception {
        var row = "{\"id\": \"spoken-elsewhere\", \"text\": \"Spoken elsewhere.\"}\n";
        var elsewhere = Files.writeString(directory.resolve("elsewhere.jsonl"), row);
        var here = Files.writeString(directory.resolve("here.jsonl"), "{\"text\": \"Here alone.\"}\n");
        command(elsewhere).status();
        command(here).status(); // From here on it reads on, behind the other's result.
        Files.writeString(here, row, StandardOpenOption.APPEND);

        int status = command(here).status();

        assertThat(status).as(BulkProcess.said(here)).isZero();
        assertThat(read(results(here)).getLast()).isEqualTo(
                ((ObjectNode) read(results(elsewhere)).getFirst()).put("line", 2));
        assertThat(spoken().get("spoken-elsewhere")).isEqualTo(1);
    }

    @Test
    void stoppedInOrderItSaysHowToGoOn() throws Exception {
        var file = Files.write(directory.resolve("stopped.jsonl"),
                IntStream.rangeClosed(1, 40).mapToObj(i -> "{\"text\": \"Stopped row " + i + ".\"}").toList());
        var process = command(file, "--in-flight", "2");
        Awaitility.await().atMost(LONGEST).until(() -> lines(results(file)) >= 3);

        process.stop(); // as Ctrl-C does, which sends another signal to the same end

        assertThat(process.status()).isEqualTo(143);
        assertThat(BulkProcess.said(file))
                .contains("Stopped. What is under way will be spoken; the same command goes on from here.");
        assertThat(command(file).status()).isZero();
        assertThat(read(results(file))).hasSize(40);
    }

    @Test
    void throughAGatewayEveryRowIsAJobThatALaterRunFindsAgain() throws Exception {
        var file = Files.write(directory.resolve("gateway.jsonl"),
                IntStream.rangeClosed(1, 10).mapToObj(i -> "{\"text\": \"Through the gateway " + i + ".\"}").toList());
        var arguments = List.of("bulk", file.toString(), "--gateway", pipeline.url().toString(), "--output",
                directory.resolve("home").toString());

        int first = VibeStream.commandLine(Map.of()).execute(arguments.toArray(String[]::new));
        Files.delete(results(file));
        int second = VibeStream.commandLine(Map.of()).execute(arguments.toArray(String[]::new));

        assertThat(first).isZero();
        assertThat(second).isZero();
        var spoken = spoken();
        assertThat(read(results(file))).hasSize(10).allSatisfy(result -> {
            assertThat(result.path("outcome").asText()).isEqualTo("COMPLETED");
            assertThat(spoken.get(result.path("id").asText())).isEqualTo(1);
            assertThat(Path.of(result.path("file").asText())).isNotEmptyFile().hasFileName(
                    "%06d-%s.mp3".formatted(result.path("line").asInt(), result.path("id").asText()));
        });
    }
}
