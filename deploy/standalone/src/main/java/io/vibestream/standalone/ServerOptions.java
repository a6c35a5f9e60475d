package io.vibestream.standalone;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of a command that may start the pipeline. Each stands above the environment variable of the same meaning. */
final class ServerOptions {

    @Option(names = "--data", paramLabel = "DIR", description = "Where everything is kept (default: data).", defaultValue = "data")
    Path data = Path.of("data");

    @Option(names = "--port", paramLabel = "N", description = "Port of the gateway (setting PORT, default 8080; 0: any).")
    Optional<Integer> port = Optional.empty();

    @Option(names = "--kafka-port", paramLabel = "N", description = "Port of the built-in Kafka (default 9092; 0: any).", defaultValue = "9092")
    int kafkaPort = 9092;

    @Option(names = "--ops-port", paramLabel = "N", description = "Port of health and metrics (setting OPS_PORT, default 9090; 0: any).")
    Optional<Integer> opsPort = Optional.empty();

    /** The environment with these options over it. */
    Map<String, String> over(Map<String, String> environment) {
        var settings = new HashMap<>(environment);
        port.ifPresent(value -> settings.put("PORT", Integer.toString(value)));
        opsPort.ifPresent(value -> settings.put("OPS_PORT", Integer.toString(value)));
        return settings;
    }
}
