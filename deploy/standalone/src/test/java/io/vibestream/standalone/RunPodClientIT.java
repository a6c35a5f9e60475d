package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.broker.BrokerPorts;
import io.vibestream.broker.DevBroker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** RunPod's own client against the real pipeline with the preview voice. */
class RunPodClientIT {

    private static final Progress PROGRESS = new Progress(System.err, InstantSource.system());

    @TempDir
    private Path directory;

    @Test
    void everyMethodOfRunPodsSdkWorks() throws Exception {
        try (var broker = DevBroker.start(directory.resolve("kafka"), BrokerPorts.free())) {
            var settings = Pipeline.anyPorts(new HashMap<>());
            settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
            try (var pipeline = Pipeline.start(directory.resolve("data"), 0, settings, PROGRESS)) {
                assertThat(Node.run("runpod.mjs", pipeline.url().toString())).last().isEqualTo("all methods work");
            }
        }
    }
}
