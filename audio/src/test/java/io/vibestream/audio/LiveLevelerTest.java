package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LiveLevelerTest {

    private static final int RATE = 24_000;

    @ParameterizedTest
    @CsvSource({"0.9, -20", "0.1, -20", "0.3, -16", "0.9, -30"})
    void comesNearTheTargetThoughItHearsOnlyTheBeginningFirst(float amplitude, double lufs) {
        var leveled = level(Signals.speech(RATE, amplitude, 20, 3), lufs, RATE);

        assertThat(measure(leveled).integrated().orElseThrow()).isCloseTo(lufs, within(1.0));
    }

    @Test
    void bringsTheFirstPieceToTheTargetAtOnce() {
        var first = Signals.speech(RATE, 0.1, 1, 3);

        var leveled = new LiveLeveler(RATE, LoudnessTarget.SPEECH).process(first);

        assertThat(measure(leveled).integrated().orElseThrow()).isCloseTo(-20, within(1.5));
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsLengthAndCeilingHoweverTheSoundIsCut(long seed) {
        var random = new Random(seed);
        var noise = Signals.noise(RATE, 0.05 + random.nextDouble(), random.nextInt(2 * RATE), seed);

        var leveled = level(noise, -6, 1 + random.nextInt(RATE));

        assertThat(leveled.length()).as("seed %d", seed).isEqualTo(noise.length());
        assertThat(Signals.decibels(measure(leveled).truePeak())).as("seed %d", seed).isLessThanOrEqualTo(-0.9);
    }

    @Test
    void leavesSilenceSilent() {
        assertThat(level(Pcm.silence(RATE, RATE), -20, 480)).isEqualTo(Pcm.silence(RATE, RATE));
    }

    private static Pcm level(Pcm audio, double lufs, int piece) {
        var leveler = new LiveLeveler(RATE, LoudnessTarget.SPEECH.withLufs(lufs));
        var samples = new float[audio.length()];
        int at = 0;
        for (int from = 0; from < audio.length(); from += piece) {
            at = append(samples, at, leveler.process(audio.slice(from, Math.min(audio.length(), from + piece))));
        }
        int end = append(samples, at, leveler.finish());
        return Pcm.of(RATE, samples).slice(0, end);
    }

    private static int append(float[] samples, int at, Pcm piece) {
        piece.copyTo(samples, at, 0, piece.length());
        return at + piece.length();
    }

    private static Loudness measure(Pcm audio) {
        var meter = new LoudnessMeter(RATE);
        meter.add(audio);
        return meter.loudness();
    }
}
