package io.vibestream.runtime.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
 * A real broker inside the test JVM, in the metadata version that production runs. Tests share one and keep apart by
 * unique names of topics and groups. Modules that use it bring {@code kafka_2.13} in test scope.
 */
public final class TestBroker implements AutoCloseable {

    private static final int NODE = 1;

    private final Path directory;
    private final String address;
    private final KafkaRaftServer server;

    private TestBroker(Path directory, String address, KafkaRaftServer server) {
        this.directory = directory;
        this.address = address;
        this.server = server;
    }

    /** The one broker of this JVM, started at the first call and stopped with the JVM. */
    public static TestBroker shared() {
        return Shared.BROKER;
    }

    private static final class Shared {
        static final TestBroker BROKER = start("PLAINTEXT", Map.of());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(BROKER::close, "test-broker-stop"));
        }
    }

    /** A broker of the caller's own, whose clients use {@code protocol}, with further broker properties. */
    public static TestBroker start(String protocol, Map<String, String> properties) {
        try {
            var directory = Files.createTempDirectory("test-broker");
            var address = "localhost:" + freePort();
            var config = config(directory, protocol + "://" + address, "localhost:" + freePort());
            config.putAll(properties);
            format(directory);
            var server = new KafkaRaftServer(new KafkaConfig(config), Time.SYSTEM);
            server.startup();
            return new TestBroker(directory, address, server);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    /** For {@code bootstrap.servers}. */
    public String address() {
        return address;
    }

    /** A name for a topic or group that no other test uses. */
    public static String unique(String prefix) {
        return prefix + "-" + Uuid.randomUuid();
    }

    private static Map<String, String> config(Path directory, String listener, String controller) {
        var config = new HashMap<String, String>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE));
        config.put("controller.quorum.voters", NODE + "@" + controller);
        var protocol = listener.substring(0, listener.indexOf(':'));
        config.put("listeners", listener + ",CONTROLLER://" + controller);
        config.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT," + protocol + ":" + protocol);
        config.put("inter.broker.listener.name", protocol);
        config.put("controller.listener.names", "CONTROLLER");
        config.put("log.dirs", directory.toString());
        config.put("auto.create.topics.enable", "false");
        config.put("log.cleaner.dedupe.buffer.size", "4194304");
        config.put("group.initial.rebalance.delay.ms", "0");
        // An idle share group notices new records at its next heartbeat; tests do not wait five seconds for that.
        config.put("group.share.min.heartbeat.interval.ms", "500");
        config.put("group.share.heartbeat.interval.ms", "500");
        for (var topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            config.put(topic + ".replication.factor", "1");
            config.put(topic + ".num.partitions", "2");
        }
        config.put("transaction.state.log.min.isr", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        return config;
    }

    private static void format(Path directory) {
        try {
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString()).setNodeId(NODE).setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(directory.toString()).addDirectory(directory.toString())
                    .setReleaseVersion(MetadataVersion.latestProduction()).run();
        } catch (Exception cause) {
            throw new IllegalStateException("cannot format " + directory, cause);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
