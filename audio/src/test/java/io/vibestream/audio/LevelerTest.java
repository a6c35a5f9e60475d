package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LevelerTest {

    private static final int RATE = 24000;

    @ParameterizedTest
    @CsvSource({"0.9, -20", "0.05, -20", "0.3, -16", "0.05, -23", "0.9, -30"})
    void bringsSpeechToTheTargetUnderTheCeiling(float amplitude, double lufs) {
        var speech = Signals.speech(RATE, amplitude, 12, 3);

        var leveled = level(speech, new LoudnessTarget(lufs, -1), 4800);

        var loudness = measure(leveled);
        assertThat(loudness.integrated().orElseThrow()).isCloseTo(lufs, within(0.5));
        assertThat(Signals.decibels(loudness.truePeak())).isLessThanOrEqualTo(-1);
        assertThat(leveled.length()).isEqualTo(speech.length());
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsLengthAndCeilingHoweverLoudTheSoundAndHoweverItIsCut(long seed) {
        var random = new Random(seed);
        int length = random.nextInt(RATE);
        var audio = Signals.noise(RATE, 0.05 + random.nextDouble(), length, seed).toArray();
        for (int click = 0; length > 0 && click < 5; click++) {
            audio[random.nextInt(length)] = 4 * random.nextFloat() - 2;
        }

        var leveled = level(Pcm.of(RATE, audio), new LoudnessTarget(-6, -1), 1 + random.nextInt(5000));

        assertThat(leveled.length()).as("seed %d", seed).isEqualTo(length);
        assertThat(Signals.decibels(measure(leveled).truePeak())).as("seed %d", seed).isLessThanOrEqualTo(-1);
    }

    @Test
    void isTheSameHoweverTheSoundIsCut() {
        var speech = Signals.speech(RATE, 0.9, 5, 4);
        var target = new LoudnessTarget(-10, -1);

        assertThat(level(speech, target, 77)).isEqualTo(level(speech, target, speech.length()));
    }

    @Test
    void onlyMultipliesWhatStaysUnderTheCeiling() {
        var speech = Signals.speech(RATE, 0.3, 5, 5);
        var leveler = new Leveler(RATE, measure(speech), new LoudnessTarget(-30, -1));

        var leveled = leveler.process(speech);

        assertThat(leveler.finish().length()).isZero();
        for (int i = 0; i < speech.length(); i++) {
            assertThat(leveled.sample(i)).isEqualTo((float) (speech.sample(i) * leveler.gain()));
        }
    }

    @Test
    void doesNotDelayWhatItLimits() {
        var samples = Signals.sine(RATE, 300, 0.5, 1).toArray();
        samples[12000] = 1.5f;
        var audio = Pcm.of(RATE, samples);

        var leveled = join(List.of(new Leveler(RATE, new Loudness(OptionalDouble.empty(), 1.5), LoudnessTarget.SPEECH)
                .process(audio)));

        for (int i = 0; i < 11000; i++) {
            assertThat(leveled.sample(i)).isCloseTo(audio.sample(i), within(1e-6f));
        }
    }

    @Test
    void leavesAloneWhatCannotBeMeasured() {
        var click = Signals.sine(RATE, 300, 0.3, 0.2);

        assertThat(level(click, LoudnessTarget.SPEECH, 100)).isEqualTo(click);
    }

    @Test
    void raisesNearSilenceByThirtyDecibelsAtMost() {
        var faint = Signals.sine(RATE, 300, 0.001, 2);

        assertThat(Signals.decibels(new Leveler(RATE, measure(faint), LoudnessTarget.SPEECH).gain()))
                .isCloseTo(30, within(0.1));
    }

    @Test
    void refusesImpossibleTargets() {
        assertThatThrownBy(() -> new LoudnessTarget(Double.NaN, -1)).hasMessageContaining("found NaN");
        assertThatThrownBy(() -> LoudnessTarget.SPEECH.withLufs(3)).hasMessageContaining("found 3.0");
        assertThatThrownBy(() -> new LoudnessTarget(-20, 1)).hasMessageContaining("0 dBTP, found 1.0");
    }

    private static Loudness measure(Pcm audio) {
        var meter = new LoudnessMeter(RATE);
        meter.add(audio);
        return meter.loudness();
    }

    private static Pcm level(Pcm audio, LoudnessTarget target, int piece) {
        var leveler = new Leveler(RATE, measure(audio), target);
        var pieces = new ArrayList<Pcm>();
        for (int from = 0; from < audio.length(); from += piece) {
            pieces.add(leveler.process(audio.slice(from, Math.min(audio.length(), from + piece))));
        }
        pieces.add(leveler.finish());
        return join(pieces);
    }

    private static Pcm join(List<Pcm> pieces) {
        var all = new float[pieces.stream().mapToInt(Pcm::length).sum()];
        int at = 0;
        for (var piece : pieces) {
            piece.copyTo(all, at, 0, piece.length());
            at += piece.length();
        }
        return Pcm.of(RATE, all);
    }
}
