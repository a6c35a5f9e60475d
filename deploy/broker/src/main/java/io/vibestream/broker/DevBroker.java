package io.vibestream.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, broker and controller, in this JVM. Its directory outlives it.
 *
 * <p>Formatter and KafkaRaftServer are Kafka's internals, the very classes that its own start script uses; this class is the only place
 * that knows them, and Kafka's version is pinned.
 */
public final class DevBroker implements AutoCloseable {

    private static final String HOST = "localhost";
    private static final String NODE = "1";

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private DevBroker(KafkaRaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker over {@code directory}, formatting it the first time.
     *
     * @throws BrokerException when the directory or a port cannot be used
     */
    public static DevBroker start(Path directory, BrokerPorts ports) {
        return start(directory, ports, Map.of());
    }

    /** The same, with Kafka's own broker properties over ours. */
    public static DevBroker start(Path directory, BrokerPorts ports, Map<String, String> properties) {
        try {
            Files.createDirectories(directory);
            var config = config(directory, ports);
            config.putAll(properties);
            if (!Files.exists(directory.resolve("meta.properties"))) {
                format(directory);
            }
            var server = new KafkaRaftServer(new KafkaConfig(config), Time.SYSTEM);
            server.startup();
            return new DevBroker(server, HOST + ":" + ports.clients());
        } catch (Exception e) { // Formatter.run() declares nothing narrower.
            throw new BrokerException(
                    "broker over " + directory + " on port " + ports.clients() + ": " + e.getMessage(), e);
        }
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Waits until the broker ends. */
    void awaitShutdown() {
        server.awaitShutdown();
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void format(Path directory) throws Exception {
        new Formatter().setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .setClusterId(Uuid.randomUuid().toString()).setNodeId(Integer.parseInt(NODE))
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory.toString()).addDirectory(directory.toString())
                .setReleaseVersion(MetadataVersion.latestProduction()).run();
    }

    private static Map<String, String> config(Path directory, BrokerPorts ports) throws IOException {
        var config = new HashMap<String, String>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", NODE);
        config.put("controller.quorum.voters", NODE + "@" + HOST + ":" + ports.controller());
        config.put("listeners",
                "PLAINTEXT://" + HOST + ":" + ports.clients() + ",CONTROLLER://" + HOST + ":" + ports.controller());
        config.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + ports.clients());
        config.put("controller.listener.names", "CONTROLLER");
        config.put("inter.broker.listener.name", "PLAINTEXT");
        config.put("log.dirs", directory.toRealPath().toString());
        config.put("auto.create.topics.enable", "false");
        for (var internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            config.put(internal + ".replication.factor", "1");
            config.put(internal + ".num.partitions", "4");
        }
        config.put("transaction.state.log.min.isr", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("group.initial.rebalance.delay.ms", "0");
        // A member of a share group learns of its partitions with a heartbeat: 5 s by default, too long for somebody who waits for a demo.
        config.put("group.share.min.heartbeat.interval.ms", "1000");
        config.put("group.share.heartbeat.interval.ms", "1000");
        // The cleaner's buffer is 128 MB by default, more than everything else here together.
        config.put("log.cleaner.dedupe.buffer.size", "4194304");
        return config;
    }
}
