package io.vibestream.synth.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Libflite1 is optional at run time and so is it here: without it the voice must be absent, with it it must speak. */
class FliteVoiceTest {

    @Test
    void speaksTheSameEveryTimeWhereItIsInstalledAndIsAbsentElsewhere() {
        var voice = FliteVoice.find();

        assertThat(voice.isPresent()).isEqualTo(installed());
        voice.ifPresent(flite -> {
            var first = flite.say("Hello there.");
            var between = flite.say("Another phrase.");
            assertThat(first.sampleRate()).isEqualTo(16_000);
            assertThat(List.of(first.length(), between.length())).allMatch(length -> length > 8_000);
            assertThat(flite.say("Hello there.")).isEqualTo(first);
        });
    }

    private static boolean installed() {
        return Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
                .anyMatch(folder -> Files.exists(Path.of(folder, "libflite_cmu_us_rms.so.1")));
    }
}
