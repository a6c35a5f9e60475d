package io.vibestream.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A {@link DevBroker} in a child JVM, so that the stages' heap and the broker's do not fight. The child ends when its standard input does,
 * that is when this process ends, however it ends.
 */
public final class BrokerProcess implements AutoCloseable {

    static final String READY = "broker ready";
    private static final int STOP_SECONDS = 20;

    private final Process process;
    private final String bootstrapServers;
    /** Set by whoever closes, read by the thread that sees the child end. */
    private final AtomicBoolean asked = new AtomicBoolean();

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts the child and waits until it answers.
     *
     * @param log where the broker's own messages go
     * @throws BrokerException when it ends before it is ready; the message has its last words
     */
    public static BrokerProcess start(Path directory, BrokerPorts ports, Path log) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = List.of(java, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(), directory.toString(), Integer.toString(ports.clients()),
                Integer.toString(ports.controller()));
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.to(log.toFile())).start();
            // Not closed: to close the child's output would break it when it says goodbye.
            var said = new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
            if (!READY.equals(said)) {
                process.waitFor();
                throw new BrokerException("broker on port " + ports.clients() + " did not start: " + lastWords(log)
                        + " (all of it: " + log + ")", null);
            }
            return new BrokerProcess(process, "localhost:" + ports.clients());
        } catch (IOException e) {
            throw new BrokerException("broker on port " + ports.clients() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while the broker started", e);
        }
    }

    /** Where clients connect. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Runs {@code then} when the child ends although nobody closed it. */
    public void onFailure(Runnable then) {
        var _ = process.onExit().thenRun(() -> {
            if (!asked.get()) {
                then.run();
            }
        });
    }

    /** Whether the child still runs. */
    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        asked.set(true);
        try {
            process.outputWriter(StandardCharsets.UTF_8).close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String lastWords(Path log) throws IOException {
        return Files.readAllLines(log).stream().filter(line -> line.startsWith(BrokerMain.FAILED))
                .reduce((_, last) -> last)
                .map(line -> line.substring(BrokerMain.FAILED.length())).orElse("it said nothing");
    }
}
