package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.audio.Pcm;
import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TempoIT {

    private static final int RATE = 24_000;
    private static final double HERTZ = 200;
    private static final int SECONDS = 8;

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.5, 0.8, 1.25, 2, 3, 4})
    void changesTheLengthAndLeavesThePitch(double speed) {
        var pieces = new ArrayList<Pcm>();
        try (var tempo = new Tempo(RATE, speed)) {
            for (int second = 0; second < SECONDS; second++) {
                pieces.add(tempo.process(tone(second)));
            }
            pieces.add(tempo.finish());
        }

        int samples = pieces.stream().mapToInt(Pcm::length).sum();
        assertThat(samples / (double) RATE).isCloseTo(SECONDS / speed, within(0.1));
        assertThat(crossings(pieces) / (samples / (double) RATE)).isCloseTo(HERTZ, within(0.03 * HERTZ));
        assertThat(Tempo.OPEN).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 4})
    void lagsBehindByLittle(double speed) {
        try (var tempo = new Tempo(RATE, speed)) {
            assertThat(tempo.process(tone(0)).length()).isGreaterThan((int) ((RATE - 0.35 * RATE) / speed));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 4.1, Double.NaN})
    void refusesWhatWouldBeNoSpeech(double speed) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Tempo(RATE, speed).close())
                .withMessageContaining("speed");
    }

    private static Pcm tone(int second) {
        var samples = new float[RATE];
        for (int i = 0; i < RATE; i++) {
            samples[i] = (float) (0.3 * Math.sin(2 * Math.PI * HERTZ * (second * RATE + i) / RATE));
        }
        return Pcm.of(RATE, samples);
    }

    private static int crossings(Iterable<Pcm> pieces) {
        int count = 0;
        float last = 0;
        for (var piece : pieces) {
            for (int i = 0; i < piece.length(); i++) {
                count += last < 0 && piece.sample(i) >= 0 ? 1 : 0;
                last = piece.sample(i);
            }
        }
        return count;
    }
}
