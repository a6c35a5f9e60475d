package io.vibestream.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/** A broker over a directory that goes with it, for tests. They share one and keep apart by unique names of topics and groups. */
public final class TestBroker implements AutoCloseable {

    private final Path directory;
    private final DevBroker broker;

    private TestBroker(Path directory, DevBroker broker) {
        this.directory = directory;
        this.broker = broker;
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
            var ports = BrokerPorts.free();
            var config = new HashMap<String, String>();
            config.put("listeners",
                    protocol + "://localhost:" + ports.clients() + ",CONTROLLER://localhost:" + ports.controller());
            config.put("advertised.listeners", protocol + "://localhost:" + ports.clients());
            config.put("listener.security.protocol.map", "CONTROLLER:PLAINTEXT," + protocol + ":" + protocol);
            config.put("inter.broker.listener.name", protocol);
            config.putAll(properties);
            return new TestBroker(directory, DevBroker.start(directory, ports, config));
        } catch (IOException cause) {
            throw new UncheckedIOException("no directory for a test's broker", cause);
        }
    }

    /** For {@code bootstrap.servers}. */
    public String address() {
        return broker.bootstrapServers();
    }

    /** A name for a topic or group that no other test uses. */
    public static String unique(String prefix) {
        return prefix + "-" + Uuid.randomUuid();
    }

    @Override
    public void close() {
        broker.close();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
