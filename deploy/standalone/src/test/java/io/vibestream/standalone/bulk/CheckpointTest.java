package io.vibestream.standalone.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theLastOneWrittenIsRead() throws IOException {
        var file = directory.resolve("state");
        new Checkpoint("cluster", new TreeMap<>(Map.of(0, 5L)), 10).write(file);
        var last = new Checkpoint("cluster", new TreeMap<>(Map.of(0, 7L, 11, 1L << 40)), 20);

        last.write(file);

        assertThat(Checkpoint.read(file)).contains(last);
        assertThat(directory).isDirectoryNotContaining(path -> path.toString().endsWith(".new"));
    }

    @Test
    void noneIsReadWhereThereIsNoneOrSomethingElse() throws IOException {
        var file = directory.resolve("state");

        assertThat(Checkpoint.read(file)).isEmpty();
        Files.writeString(file, "{\"offsets\": {\"0\"");
        assertThat(Checkpoint.read(file)).isEmpty();
    }
}
