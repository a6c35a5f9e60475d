package io.vibestream.synth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LongRunIT {

    private static final String SEED = "11";

    @Test
    void tenThousandFramesLeaveTheMemoryAsItWas() throws Exception {
        // The heap is whole from the beginning, and code is compiled once and not again and again, so that what grows is a leak.
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms64m",
                "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), LongRun.class.getName(), SEED)
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();

        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        var resident = printed.lines().map(Double::valueOf).toList();
        assertThat(resident).as("resident bytes, seed %s", SEED).hasSize(2);
        assertThat(resident.getLast()).isCloseTo(resident.getFirst(), withinPercentage(2));
    }
}
