package io.vibestream.synth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.synth.model.checkpoint.QuantizedLinears;
import io.vibestream.synth.ort.Started;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizedTest {

    @TempDir
    Path cache;

    /** What the language model makes of a prompt, as large as its largest number. */
    @Test
    void errsLittleInEightBitsAndMoreInFour() throws IOException {
        var exact = hidden(Optional.empty());
        double eight = error(hidden(Optional.of(8)), exact);
        double four = error(hidden(Optional.of(4)), exact);

        assertThat(eight).isBetween(1e-6, 0.05);
        assertThat(four).isBetween(eight, 0.6);
    }

    private List<float[]> hidden(Optional<Integer> bits) throws IOException {
        var speaker = Speaker.open();
        var settings = new OrtForwardPass.Settings(1, 64, 2,
                bits.map(count -> QuantizedLinears.of(speaker.checkpoint(), count, cache)));
        var seen = new ArrayList<float[]>();
        try (var started = new Started();
                var forward = OrtForwardPass.traced(Machine.cpu(started.ort()), speaker.checkpoint(),
                        speaker.control(), settings, (_, name, values) -> keep(seen, name, values))) {
            Driven.tick(forward, speaker.control(), Driven.of(0, 10).begin(forward));
        }
        assertThat(seen).isNotEmpty();
        return seen;
    }

    private static void keep(List<float[]> seen, String name, float[] values) {
        if (name.equals("hidden")) {
            seen.add(values);
        }
    }

    private static double error(List<float[]> found, List<float[]> exact) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < exact.getFirst().length; i++) {
            largest = Math.max(largest, Math.abs(exact.getFirst()[i]));
            difference = Math.max(difference, Math.abs(found.getFirst()[i] - exact.getFirst()[i]));
        }
        return difference / largest;
    }
}
