package io.vibestream.standalone.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.schemas.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsFileTest {

    @TempDir
    private Path directory = Path.of("");

    static Ended completed(String id) {
        return new Ended(id, Outcome.COMPLETED,
                new Ended.Audio(Optional.of("http://host/" + id), Optional.of(id + ".mp3"),
                        Optional.empty(), Optional.empty(), Map.of("srt", "http://host/" + id + ".srt"), "mp3", 1.5),
                Optional.of("preview"), Optional.empty());
    }

    private Path file() {
        return directory.resolve("results.jsonl");
    }

    @Test
    void everyEndIsALineThatTheNextRunKnows() throws IOException {
        try (var results = ResultsFile.open(file())) {
            results.append(7, completed("a"));
            results.append(9, Ended.failed("b \"quoted\"", "no voice"));
        }

        assertThat(Files.readAllLines(file())).containsExactly(
                "{\"id\":\"a\",\"line\":7,\"outcome\":\"COMPLETED\",\"url\":\"http://host/a\",\"objectKey\":\"a.mp3\","
                        + "\"captions\":{\"srt\":\"http://host/a.srt\"},"
                        + "\"durationSeconds\":1.5,\"engine\":\"preview\"}",
                "{\"id\":\"b \\\"quoted\\\"\",\"line\":9,\"outcome\":\"FAILED\",\"error\":\"no voice\"}");
        try (var results = ResultsFile.open(file())) {
            assertThat(results.outcome("a")).contains(Outcome.COMPLETED);
            assertThat(results.outcome("b \"quoted\"")).contains(Outcome.FAILED);
            assertThat(results.outcome("c")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40, 10_000})
    void aTornLastLineIsDropped(int tornBytes) throws IOException {
        try (var results = ResultsFile.open(file())) {
            results.append(1, completed("a"));
        }
        var whole = Files.readString(file());
        Files.writeString(file(), "{\"id\":\"b\",\"outcome\":\"COMPLETED" + "x".repeat(tornBytes),
                StandardOpenOption.APPEND);

        try (var results = ResultsFile.open(file())) {
            assertThat(results.outcome("a")).isPresent();
            assertThat(results.outcome("b")).isEmpty();
            results.append(2, completed("b"));
        }

        assertThat(Files.readString(file())).startsWith(whole).endsWith("}\n");
        assertThat(Files.readAllLines(file())).hasSize(2);
    }

    @Test
    void aFileThatIsOnlyATornLineBecomesEmpty() throws IOException {
        Files.writeString(file(), "{\"id\":");

        ResultsFile.open(file()).close();

        assertThat(file()).isEmptyFile();
    }

    @Test
    void aSecondRunIsRefusedUntilTheFirstIsOver() throws IOException {
        try (var results = ResultsFile.open(file())) {
            results.append(1, completed("a"));

            assertThatThrownBy(() -> ResultsFile.open(file())).isInstanceOf(BulkException.class)
                    .hasMessage(file() + " is in use by another run; wait for it, or stop it");
        }
        ResultsFile.open(file()).close();
    }

    @Test
    void aFileOfSomethingElseIsLeftAlone() throws IOException {
        Files.writeString(file(), "{\"text\": \"a row of input\"}\n");

        assertThatThrownBy(() -> ResultsFile.open(file())).isInstanceOf(BulkException.class)
                .hasMessageContaining(file() + ", line 1: expected the result of a row, found something else");
        assertThat(file()).hasContent("{\"text\": \"a row of input\"}\n");
    }
}
