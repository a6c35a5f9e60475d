package io.vibestream.standalone;

import io.vibestream.broker.BrokerPorts;
import io.vibestream.broker.DevBroker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** The whole pipeline in this process, at ports that are free, with a broker of its own. */
final class WholePipeline implements AutoCloseable {

    private final DevBroker broker;
    private final Pipeline pipeline;

    private WholePipeline(DevBroker broker, Pipeline pipeline) {
        this.broker = broker;
        this.pipeline = pipeline;
    }

    /** @param directory empty, for everything that it keeps */
    static WholePipeline start(Path directory, Map<String, String> settings) throws Exception {
        var broker = DevBroker.start(directory.resolve("kafka"), BrokerPorts.free());
        var all = new HashMap<>(settings);
        all.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        return new WholePipeline(broker, Pipeline.start(directory.resolve("data"), 0, Pipeline.anyPorts(all),
                new Progress(System.err, InstantSource.system())));
    }

    URI url() {
        return pipeline.url();
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    @Override
    public void close() throws IOException {
        try (broker) {
            pipeline.close();
        }
    }
}
