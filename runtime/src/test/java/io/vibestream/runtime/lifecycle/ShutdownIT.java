package io.vibestream.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShutdownIT {

    @Test
    void drainsOnSigterm() throws Exception {
        var process = child("serve");
        try (var output = process.inputReader()) {
            readUntil(output, "started");

            process.toHandle().destroy(); // SIGTERM; destroy() on the process would also close its output

            assertThat(readUntil(output, "drained")).isTrue();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void endsWithStatusOneWhenAPartFails() throws Exception {
        var process = child("fail");
        try (var output = process.inputReader()) {
            assertThat(readUntil(output, "drained")).isTrue();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process child(String mode) throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m", "-cp", System.getProperty("java.class.path"), Child.class.getName(), mode)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static boolean readUntil(BufferedReader output, String line) throws IOException {
        for (var found = output.readLine(); found != null; found = output.readLine()) {
            if (found.equals(line)) {
                return true;
            }
        }
        return false;
    }

    /** The process under test. */
    static final class Child implements Service {

        private final Runnable afterStart;

        private Child(Runnable afterStart) {
            this.afterStart = afterStart;
        }

        @Override
        public void start() {
            IO.println("started");
            afterStart.run();
        }

        @Override
        public void close() {
            IO.println("drained");
        }

        public static void main(String[] mode) {
            var lifecycle = new Lifecycle();
            Runnable afterStart = mode[0].equals("fail")
                    ? () -> Thread.ofPlatform()
                            .start(() -> lifecycle.fail("child", new IllegalStateException("broken")))
                    : () -> {};
            lifecycle.add(new Child(afterStart));
            System.exit(lifecycle.run());
        }
    }
}
