package io.vibestream.standalone.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
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
        try {
            Files.createDirectories(directory);
            var config = config(directory, ports);
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

    private static Properties config(Path directory, BrokerPorts ports) throws IOException {
        var config = new Properties();
        config.setProperty("process.roles", "broker,controller");
        config.setProperty("node.id", NODE);
        config.setProperty("controller.quorum.voters", NODE + "@" + HOST + ":" + ports.controller());
        config.setProperty("listeners",
                "PLAINTEXT://" + HOST + ":" + ports.clients() + ",CONTROLLER://" + HOST + ":" + ports.controller());
        config.setProperty("advertised.listeners", "PLAINTEXT://" + HOST + ":" + ports.clients());
        config.setProperty("controller.listener.names", "CONTROLLER");
        config.setProperty("inter.broker.listener.name", "PLAINTEXT");
        config.setProperty("log.dirs", directory.toRealPath().toString());
        config.setProperty("auto.create.topics.enable", "false");
        for (var internal : new String[]{"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            config.setProperty(internal + ".replication.factor", "1");
            config.setProperty(internal + ".num.partitions", "4");
        }
        config.setProperty("transaction.state.log.min.isr", "1");
        config.setProperty("share.coordinator.state.topic.min.isr", "1");
        config.setProperty("group.initial.rebalance.delay.ms", "0");
        // A member of a share group learns of its partitions with a heartbeat: 5 s by default, too long for somebody who waits for a demo.
        config.setProperty("group.share.min.heartbeat.interval.ms", "1000");
        config.setProperty("group.share.heartbeat.interval.ms", "1000");
        // The cleaner's buffer is 128 MB by default, more than everything else here together.
        config.setProperty("log.cleaner.dedupe.buffer.size", "4194304");
        return config;
    }
}
