package io.vibestream.gateway.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.audio.Pcm;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeaksTest {

    private static final int RATE = 24_000;

    @Test
    void drawsTwentyASecondOfWhatIsHeard() {
        assertThat(new Peaks(RATE, 1).draw(Pcm.silence(RATE, RATE)).orElseThrow().peaks()).hasSize(20);
        assertThat(new Peaks(RATE, 2).draw(Pcm.silence(RATE, RATE)).orElseThrow().peaks()).hasSize(10);
        assertThat(new Peaks(RATE, 0.5).draw(Pcm.silence(RATE, RATE)).orElseThrow().peaks()).hasSize(40);
    }

    @Test
    void drawsTheLoudestOfEachStretchWhateverItsSign() {
        var samples = new float[2400];
        samples[7] = -0.75f;
        samples[1200] = 0.5f;

        assertThat(new Peaks(RATE, 1).draw(Pcm.of(RATE, samples)).orElseThrow().peaks()).containsExactly(0.75f, 0.5f);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void drawsTheSameHoweverTheTrackIsCut(long seed) {
        var random = new Random(seed);
        double speed = 0.25 + random.nextDouble() * 3.75;
        var samples = new float[RATE * 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = random.nextFloat() * 2 - 1;
        }
        var whole = new Peaks(RATE, speed).draw(Pcm.of(RATE, samples)).orElseThrow().peaks();

        var pieces = new Peaks(RATE, speed);
        var drawn = new ArrayList<Float>();
        for (int from = 0; from < samples.length;) {
            int to = Math.min(samples.length, from + 1 + random.nextInt(5000));
            pieces.draw(Pcm.of(RATE, samples).slice(from, to)).ifPresent(some -> {
                assertThat(some.startSeconds()).as("seed %d", seed).isEqualTo(drawn.size() / 20.0);
                for (float peak : some.peaks()) {
                    drawn.add(peak);
                }
            });
            from = to;
        }

        var expected = new ArrayList<Float>();
        for (float peak : whole) {
            expected.add(peak);
        }
        assertThat(drawn).as("seed %d", seed).containsExactlyElementsOf(expected);
    }
}
