package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code vibestream bulk} as people run it: in a process of its own, without what the tests' own JVM is told. */
final class BulkProcess {

    static final Duration LONGEST = Duration.ofMinutes(5);

    private final Process process;
    private final Path input;

    private BulkProcess(Process process, Path input) {
        this.process = process;
        this.input = input;
    }

    static BulkProcess start(Path input, String kafka, String... options) throws IOException {
        var command = JavaCommand.of(VibeStream.class, 128, "bulk", input.toString(), "--kafka", kafka);
        command.addAll(List.of(options));
        return new BulkProcess(new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(input))).start(), input);
    }

    private static File log(Path input) {
        return new File(input + ".log");
    }

    /** What all runs over an input have said. */
    static String said(Path input) throws IOException {
        return Files.readString(log(input).toPath());
    }

    /** Waits for the end. */
    int status() throws IOException, InterruptedException {
        assertThat(process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)).as("%s ends: %s", input, said(input))
                .isTrue();
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end. */
    void stop() {
        process.destroy();
    }

    /** Kills it after a time; says whether it was there to be killed. */
    boolean kill(Duration after) throws InterruptedException {
        boolean ended = process.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        return !ended;
    }
}
