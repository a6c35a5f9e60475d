package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vibestream.broker.BrokerPorts;
import io.vibestream.broker.DevBroker;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.TrackFormat;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every stage as a process of its own over a real broker, killed (SIGKILL) in the middle of work and started again. */
class KilledIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration LONGEST = Duration.ofMinutes(2);
    private static final int REQUESTS = 8;

    /** Who is killed, and where its first record is seen when it is in the middle of its work. */
    enum Stage {
        SPLITTER(io.vibestream.splitter.Main.class, Topic.PLANS),
        WORKER(io.vibestream.synth.Main.class, Topic.AUDIO),
        ASSEMBLER(io.vibestream.assembler.Main.class, Topic.RESULTS);

        private final Class<?> main;
        private final Topic output;

        Stage(Class<?> main, Topic output) {
            this.main = main;
            this.output = output;
        }
    }

    @TempDir
    static Path directory = Path.of("");

    private static final Map<Stage, StageProcess> STAGES = new EnumMap<>(Stage.class);
    private static StageProcess gateway;
    private static URI url;
    private static DevBroker broker;
    private static Codecs codecs;
    private static Stranger stranger;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        broker = DevBroker.start(directory.resolve("kafka"), BrokerPorts.free());
        int port = BrokerPorts.free().clients();
        var settings = Map.of("PORT", Integer.toString(port), "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
                "OPS_PORT", "0",
                "AUDIO_STORE", "NONE", "SPLITTER_STATE_DIR", directory.resolve("splitter").toString(),
                "ASSEMBLER_STATE_DIR", directory.resolve("assembler").toString(),
                "ENGINE_CACHE_DIR", directory.resolve("native").toString());
        for (var stage : Stage.values()) {
            STAGES.put(stage, StageProcess.start(stage.main, directory, settings));
        }
        gateway = StageProcess.start(io.vibestream.gateway.Main.class, directory, settings);
        url = URI.create("http://localhost:" + port);
        var registry = new InMemoryRegistry();
        codecs = new Codecs(registry::register, registry::find);
        await("the stages make their topics").atMost(LONGEST).until(() -> allTopicsExist());
        stranger = new Stranger(broker.bootstrapServers(), codecs, Topic.PLANS.topicName(), Topic.AUDIO.topicName(),
                Topic.RESULTS.topicName());
    }

    private static boolean allTopicsExist() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            return admin.listTopics().names().get()
                    .containsAll(Topic.all().stream().map(Topic::topicName).toList());
        }
    }

    @AfterAll
    static void stop() {
        STAGES.values().forEach(StageProcess::close);
        gateway.close();
        stranger.close();
        broker.close();
    }

    private static StageProcess stage(Stage stage) {
        return Objects.requireNonNull(STAGES.get(stage));
    }

    private static String text(int number) {
        return IntStream.rangeClosed(1, 2 + number)
                .mapToObj(i -> "This is sentence " + i + " of text number " + number + ".")
                .reduce((first, second) -> first + " " + second).orElseThrow();
    }

    private static List<SpeechRequest> requests(String name) {
        return IntStream.range(0, REQUESTS).mapToObj(number -> SpeechRequest.newBuilder().setId(name + "-" + number)
                .setText(text(number)).setSeed((long) number).setFormat(TrackFormat.WAV)
                .setChunkLimits(new ChunkLimits(50, 0)).build()).toList();
    }

    private static List<SpeechResult> results(List<SpeechRequest> requests) {
        return requests.stream().map(request -> stranger.result(request.getId())).toList();
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestEndsOnceAndSoundsAsIfNobodyHadDied(Stage killed) throws Exception {
        var undisturbed = requests("quiet-" + killed);
        undisturbed.forEach(stranger::send);
        var expected = results(undisturbed);
        var disturbed = requests("killed-" + killed);

        disturbed.forEach(stranger::send);
        stranger.records(killed.output.topicName(), disturbed.getFirst().getId());
        stage(killed).killAndRestart();
        var results = results(disturbed);

        assertThat(results).extracting(SpeechResult::getOutcome).containsOnly(Outcome.COMPLETED);
        assertThat(results).extracting(SpeechResult::getAudio)
                .containsExactlyElementsOf(expected.stream().map(SpeechResult::getAudio).toList());
        var afterwards = requests("after-" + killed);
        afterwards.forEach(stranger::send);
        assertThat(results(afterwards)).extracting(SpeechResult::getOutcome).containsOnly(Outcome.COMPLETED);
        assertThat(disturbed).allSatisfy(request -> assertThat(
                stranger.records(Topic.RESULTS.topicName(), request.getId())).hasSize(1));
    }

    @Test
    void jobsOutliveTheGatewayThatTookThem() throws Exception {
        await("the gateway takes calls").atMost(LONGEST).ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> get("/ping").statusCode() == HttpURLConnection.HTTP_OK);
        var jobs = new ArrayList<String>();
        for (int number = 0; number < REQUESTS; number++) {
            var job = HttpRequest.newBuilder(url.resolve("/run"))
                    .POST(BodyPublishers.ofString("{\"input\": {\"text\": \"" + text(number) + "\"}}")).build();
            jobs.add(JSON.readTree(http.send(job, BodyHandlers.ofString()).body()).get("id").asText());
        }

        gateway.killAndRestart();

        for (var job : jobs) {
            await(job).atMost(LONGEST).ignoreExceptionsInstanceOf(IOException.class).untilAsserted(
                    () -> assertThat(JSON.readTree(get("/status/" + job).body()).path("status").asText())
                            .isEqualTo("COMPLETED"));
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url.resolve(path)).build(), BodyHandlers.ofString());
    }
}
