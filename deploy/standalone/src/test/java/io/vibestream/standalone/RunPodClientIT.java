package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RunPod's own client against the real pipeline with the preview voice. */
class RunPodClientIT {

    @TempDir
    private Path directory;

    @Test
    void everyMethodOfRunPodsSdkWorks() throws Exception {
        try (var pipeline = WholePipeline.start(directory, Map.of())) {
            assertThat(Node.run("runpod.mjs", pipeline.url().toString())).last().isEqualTo("all methods work");
        }
    }
}
