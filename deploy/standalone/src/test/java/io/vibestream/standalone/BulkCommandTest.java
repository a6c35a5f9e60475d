package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says and does before it needs a Kafka. */
class BulkCommandTest {

    /** Where nobody listens: whoever gets that far fails. */
    private static final Map<String, String> NO_KAFKA = Map.of("KAFKA_BOOTSTRAP_SERVERS", "localhost:1",
            "KAFKA_STARTUP_TIMEOUT", "1s");

    @TempDir
    private Path directory = Path.of("");
    private final StringWriter errors = new StringWriter();

    private int run(String... arguments) {
        return VibeStream.commandLine(NO_KAFKA).setErr(new PrintWriter(errors, true)).execute(arguments);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static String rows(int broken) {
        return IntStream.rangeClosed(1, 100)
                .mapToObj(line -> line == broken ? "{\"text\": " : "{\"text\": \"Row " + line + ".\"}")
                .collect(Collectors.joining("\n"));
    }

    @Test
    void aBadRowIsNamedAndNothingIsProduced() throws IOException {
        var file = file("rows.jsonl", rows(73));

        assertThat(run("bulk", file.toString())).isEqualTo(2);

        assertThat(errors.toString()).startsWith(file + ", line 73: expected a JSON object; at position 10: ")
                .endsWith("\nNothing was produced. --keep-going speaks the other rows.\n");
        assertThat(directory).isDirectoryContaining(file::equals).isDirectoryNotContaining(path -> !path.equals(file));
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        var file = file("rows.csv", "id,voice\n1,Alice\n");

        assertThat(run("bulk", file.toString(), "--keep-going")).isEqualTo(2);

        assertThat(errors).hasToString(
                file + ", line 1: missing column text (or script); the first row names id, voice\n");
    }

    @Test
    void anotherEncodingIsNamed() throws IOException {
        var file = directory.resolve("rows.csv");
        Files.write(file, "text\nok\nGr\u00fc\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(run("bulk", file.toString())).isEqualTo(2);

        assertThat(errors.toString())
                .startsWith(file + ", line 3: expected UTF-8, found byte 0xFC at position 3\n");
    }

    @Test
    void anEmptyFileAndOneThatIsNotThereAreNamed() throws IOException {
        var empty = file("empty.jsonl", "");
        var none = directory.resolve("none.jsonl");

        assertThat(run("bulk", empty.toString())).isEqualTo(2);
        assertThat(run("bulk", none.toString())).isEqualTo(2);

        assertThat(errors.toString().lines()).containsExactly(empty + " is empty: expected at least one row",
                none + ": expected a file that can be read");
    }

    @Test
    void aPlaceForResultsThatIsNoneIsNamed() throws IOException {
        var file = file("rows.jsonl", rows(0));

        assertThat(run("bulk", file.toString(), "--results", directory + "/none/results.jsonl")).isEqualTo(1);
        assertThat(run("bulk", file.toString(), "--results", file + "/results.jsonl")).isEqualTo(1);

        assertThat(errors.toString().lines()).containsExactly(
                directory + "/none/results.jsonl: no such file or directory",
                file + "/results.jsonl: Not a directory");
    }

    @Test
    void wrongOptionsAreNamed() throws IOException {
        var file = file("rows.jsonl", rows(0)).toString();

        assertThat(run("bulk", file, "--set", "colour=red")).isEqualTo(2);
        assertThat(run("bulk", file, "--set", "steps=many")).isEqualTo(2);
        assertThat(run("bulk", file, "--set", "text=All the same.")).isEqualTo(2);
        assertThat(run("bulk", file, "--in-flight", "0")).isEqualTo(2);

        assertThat(errors.toString()).contains("--set: unknown column colour", "--set: steps: expected a whole number",
                "--set: text is for one row", "--in-flight: expected at least 1, found 0");
    }

    @Test
    void wrongWishesForABookAreNamedBeforeAnythingIsSpoken() throws IOException {
        var file = file("rows.jsonl", rows(0)).toString();
        var book = Files.createDirectory(directory.resolve("book"));
        for (int chapter = 1; chapter <= 256; chapter++) {
            Files.writeString(book.resolve(chapter + ".txt"), "Chapter " + chapter + ".");
        }

        assertThat(run("bulk", file, "--joined", "book.m4b")).isEqualTo(2);
        assertThat(run("bulk", book.toString(), "--joined", "book.ogg")).isEqualTo(2);
        assertThat(run("bulk", book.toString(), "--joined", directory + "/none/book.m4b")).isEqualTo(2);
        assertThat(run("bulk", book.toString(), "--joined", directory + "/book.mp3")).isEqualTo(2);
        assertThat(run("bulk", book.toString(), "--joined", directory + "/book.m4b", "--check")).isZero();

        assertThat(errors.toString()).contains("--joined needs a directory of chapters, found " + file,
                "--joined: expected a name that ends in .m4b or .mp3, found book.ogg",
                "--joined: expected a file in a directory that exists, found " + directory + "/none/book.m4b",
                "--joined: expected at most 255 chapters for an MP3, found 256; an M4B takes them");
    }

    @Test
    void whatOnlyKafkaTakesIsNamedWhereAGatewayIsWished() throws IOException {
        var file = file("rows.jsonl", "{\"text\": \"a\", \"deadline\": \"2040-01-01T00:00:00Z\"}").toString();

        assertThat(run("bulk", file, "--check")).isZero();
        assertThat(run("bulk", file, "--check", "--gateway", "http://localhost:1")).isEqualTo(2);
        assertThat(run("bulk", file, "--gateway", "localhost:1")).isEqualTo(2);
        assertThat(run("bulk", file, "--gateway", "http://localhost:1", "--kafka", "localhost:1")).isEqualTo(2);

        assertThat(errors.toString()).contains("line 1: deadline: not to be had through a gateway",
                "--gateway: expected a URL", "expected --kafka or --gateway, found both");
    }

    @Test
    void aFileCanBeCheckedWithoutKafka() throws IOException {
        assertThat(run("bulk", file("rows.jsonl", rows(0)).toString(), "--check")).isZero();
        assertThat(run("bulk", file("bad.jsonl", rows(7)).toString(), "--check")).isEqualTo(2);
        assertThat(run("bulk", file("bad.jsonl", rows(7)).toString(), "--check", "--keep-going")).isEqualTo(1);
    }

    @Test
    void withoutKafkaItSaysSoAndNotesNothing() throws IOException {
        var file = file("rows.jsonl", rows(0));

        assertThat(run("bulk", file.toString())).isEqualTo(1);

        assertThat(errors.toString().lines()).singleElement().asString().contains("localhost:1: no broker");
        assertThat(directory.resolve("rows.jsonl.results.jsonl")).isEmptyFile();
    }
}
