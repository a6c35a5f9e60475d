package io.vibestream.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** One stage in a process of its own, as in production, that can be killed and started again. Used by one thread. */
final class StageProcess implements AutoCloseable {

    private final ProcessBuilder builder;
    private final File log;
    private Process process;

    private StageProcess(ProcessBuilder builder, File log) throws IOException {
        this.builder = builder;
        this.log = log;
        process = builder.start();
    }

    /** @param settings all it knows of the world */
    static StageProcess start(Class<?> main, Path directory, Map<String, String> settings) throws IOException {
        var log = directory.resolve(main.getPackageName() + ".log").toFile();
        var builder = new ProcessBuilder(JavaCommand.of(main, 192)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().clear();
        builder.environment().putAll(settings);
        return new StageProcess(builder, log);
    }

    /** Kills it without a chance to say anything, and starts it again. */
    void killAndRestart() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("ended by itself: " + said());
        }
        process.destroyForcibly().waitFor();
        process = builder.start();
    }

    /** What all its processes have logged. */
    String said() throws IOException {
        return Files.readString(log.toPath());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
