package io.vibestream.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** The child JVM of {@link BrokerProcess}: directory, client port, controller port. */
final class BrokerMain {

    static final String FAILED = "broker failed: ";

    private BrokerMain() {}

    public static void main(String[] arguments) throws IOException {
        var parent = System.out;
        System.setOut(System.err); // Standard output is the line to the parent; whatever else is said goes to the log.
        var asked = new AtomicBoolean();
        try (var broker = DevBroker.start(Path.of(arguments[0]),
                new BrokerPorts(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])))) {
            Thread.ofPlatform().daemon().name("broker-watch").start(() -> {
                broker.awaitShutdown();
                if (!asked.get()) {
                    System.exit(1); // It ended by itself: let the parent see it.
                }
            });
            parent.println(BrokerProcess.READY);
            awaitParent();
            asked.set(true);
        } catch (BrokerException e) {
            System.err.println(FAILED + e.getMessage());
            System.exit(1); // A broker that failed half-way leaves threads behind.
        }
    }

    /** The parent never writes; its end of the pipe closes with it. */
    private static void awaitParent() throws IOException {
        int read;
        do {
            read = System.in.read();
        } while (read >= 0);
    }
}
