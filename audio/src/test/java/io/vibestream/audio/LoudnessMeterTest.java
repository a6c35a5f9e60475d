package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases named after EBU Tech 3341 have its signals, in one channel instead of two: 3 dB more for the same loudness. */
class LoudnessMeterTest {

    private static final double TOLERANCE = 0.1;

    @ParameterizedTest
    @ValueSource(ints = {8000, 11025, 16000, 22050, 24000, 44100, 48000, 96000})
    void findsAFullScaleToneAtMinusThreeAtAnyRate(int rate) {
        // BS.1770-4: 0 dBFS at 997 Hz in one channel is -3.01 LKFS.
        assertThat(integrated(Signals.sine(rate, 997, 1, 5))).isCloseTo(-3.01, within(TOLERANCE));
    }

    @ParameterizedTest
    @CsvSource({"1, -23", "2, -33"})
    void tech3341SteadyTones(int number, double level) {
        assertThat(integrated(tone(level, 20))).as("case %d", number).isCloseTo(level, within(TOLERANCE));
    }

    @Test
    void tech3341Case3GatesQuietEndsRelatively() {
        assertThat(integrated(tone(-36, 10), tone(-23, 60), tone(-36, 10))).isCloseTo(-23, within(TOLERANCE));
    }

    @Test
    void tech3341Case4GatesSilenceAbsolutely() {
        assertThat(integrated(tone(-72, 10), tone(-36, 10), tone(-23, 60), tone(-36, 10), tone(-72, 10)))
                .isCloseTo(-23, within(TOLERANCE));
    }

    @Test
    void tech3341Case5AveragesEnergies() {
        assertThat(integrated(tone(-26, 20), tone(-20, 20.1), tone(-26, 20))).isCloseTo(-23, within(TOLERANCE));
    }

    @Test
    void isTheSameHoweverTheSoundIsCut() {
        var audio = Signals.speech(24000, 0.5, 10, 1);
        var whole = new LoudnessMeter(24000);
        var pieces = new LoudnessMeter(24000);
        var random = new Random(2);

        whole.add(audio);
        for (int from = 0; from < audio.length();) {
            int to = Math.min(audio.length(), from + random.nextInt(3000));
            pieces.add(audio.slice(from, to));
            from = to;
        }

        assertThat(pieces.loudness()).isEqualTo(whole.loudness());
    }

    @Test
    void hasNoLoudnessUnderFourHundredMilliseconds() {
        assertThat(measured(Signals.sine(24000, 997, 0.5, 0.399)).integrated()).isEmpty();
        assertThat(measured(Signals.sine(24000, 997, 0.5, 0.4)).integrated()).isPresent();
    }

    @Test
    void hasNoLoudnessForSilence() {
        assertThat(measured(Pcm.silence(24000, 48000)).integrated()).isEmpty();
        assertThat(measured(tone(-75, 2)).integrated()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"4, 0", "4, 45", "6, 60", "8, 67.5", "6, 30"})
    void tech3341TruePeaksLieBetweenSamples(int divisor, double degrees) {
        // Cases 15 to 19: a tone at a fraction of the rate whose samples miss the crest. Tolerance +0.2/-0.4 dB.
        var samples = new float[24000];
        for (int i = 0; i < samples.length; i++) {
            double fade = Math.min(1, Math.min(i, samples.length - i) / 500.0);
            samples[i] = (float) (0.5 * fade * Math.sin(2 * Math.PI * i / divisor + Math.toRadians(degrees)));
        }

        double peak = measured(Pcm.of(24000, samples)).truePeak();

        assertThat(Signals.decibels(peak)).isBetween(-6.02 - 0.4, -6.02 + 0.2);
    }

    @Test
    void seesThePeakInTheVeryLastSample() {
        var samples = new float[100];
        samples[99] = 0.8f;
        var meter = measured(Pcm.of(24000, samples));

        assertThat(meter.truePeak()).isCloseTo(0.8, within(1e-6));
        assertThat(meter.truePeak()).as("asked again").isCloseTo(0.8, within(1e-6));
    }

    @Test
    void refusesAnotherRate() {
        assertThatThrownBy(() -> new LoudnessMeter(24000).add(Pcm.silence(16000, 1)))
                .hasMessage("loudness: expected 24000 Hz, found 16000");
    }

    private static Pcm tone(double lufs, double seconds) {
        return Signals.sine(48000, 1000, Math.pow(10, (lufs + 3.01) / 20), seconds);
    }

    private static LoudnessMeter measured(Pcm... pieces) {
        var meter = new LoudnessMeter(pieces[0].sampleRate());
        for (var piece : pieces) {
            meter.add(piece);
        }
        return meter;
    }

    private static double integrated(Pcm... pieces) {
        return measured(pieces).integrated().orElseThrow();
    }
}
