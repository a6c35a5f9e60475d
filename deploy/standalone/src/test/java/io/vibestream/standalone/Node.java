package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the clients under src/test/node, installing their packages into target first. */
final class Node {

    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path PLACE = Path.of("target/node");
    private static final long MINUTES = 3;
    private static boolean installed;

    private Node() {}

    /** The lines that a script prints; it must end well. */
    static List<String> run(String script, String... arguments) throws IOException, InterruptedException {
        install();
        var command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        return run(command, "script.log");
    }

    /** Once for all tests: nothing changes in between. Synchronized for tests that run beside each other. */
    private static synchronized void install() throws IOException, InterruptedException {
        if (installed) {
            return;
        }
        Files.createDirectories(PLACE);
        try (var files = Files.list(SOURCES)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, PLACE.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        run(List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"), "install.log");
        installed = true;
    }

    private static List<String> run(List<String> command, String log) throws IOException, InterruptedException {
        var output = PLACE.resolve(log);
        var process = new ProcessBuilder(command).directory(PLACE.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as("%s ends", command).isTrue();
            assertThat(process.exitValue()).as("%s said %s", command, Files.readString(output)).isZero();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly); // a browser would outlive its script
            process.destroyForcibly();
        }
        return Files.readAllLines(output);
    }
}
