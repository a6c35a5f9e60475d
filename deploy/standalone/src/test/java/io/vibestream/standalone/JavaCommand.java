package io.vibestream.standalone;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command for a program of ours in a process of its own, on this test's class path, with little memory and a quick start. */
final class JavaCommand {

    private JavaCommand() {}

    static List<String> of(Class<?> main, int heapMegabytes, String... arguments) {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m", "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
