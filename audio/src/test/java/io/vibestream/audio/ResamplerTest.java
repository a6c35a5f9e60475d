package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

    @ParameterizedTest
    @CsvSource({"48000, 24000, 15000", "48000, 24000, 12100", "44100, 24000, 20000", "44100, 24000, 12500",
            "24000, 16000, 9000", "96000, 24000, 47000"})
    void silencesWhatTheLowerRateCannotCarry(int from, int to, double hertz) {
        var out = Resampler.resample(Signals.sine(from, hertz, 0.5, 1), to);

        double level = Signals.decibels(Signals.rms(out, to / 10, out.length() - to / 10) / (0.5 / Math.sqrt(2)));
        assertThat(level).isLessThan(-80);
    }

    @ParameterizedTest
    @CsvSource({"48000, 24000, 1000", "44100, 24000, 10500", "22050, 24000, 1000", "16000, 24000, 7000",
            "8000, 24000, 3000", "24000, 48000, 11000", "24000, 44100, 1000", "44101, 24000, 1000"})
    void keepsToneLevelPhaseAndFrequency(int from, int to, double hertz) {
        var out = Resampler.resample(Signals.sine(from, hertz, 0.5, 1), to);

        var expected = Signals.sine(to, hertz, 0.5, 1);
        for (int i = to / 10; i < out.length() - to / 10; i++) {
            assertThat(out.sample(i)).as("sample %d", i).isCloseTo(expected.sample(i), within(2e-4f));
        }
    }

    @ParameterizedTest
    @CsvSource({"48000, 24000, 1001, 501", "44100, 24000, 44100, 24000", "44100, 24000, 1, 1", "24000, 44100, 3, 6",
            "8000, 24000, 0, 0", "48000, 16000, 1000, 333", "22050, 24000, 99999, 108842"})
    void yieldsTheRoundedLength(int from, int to, int length, int expected) {
        assertThat(Resampler.resample(Pcm.silence(from, length), to).length()).isEqualTo(expected);
    }

    @Test
    void returnsSoundOfTheSameRateAsItIs() {
        var audio = Signals.sine(24000, 440, 0.5, 0.1);

        assertThat(Resampler.resample(audio, 24000)).isSameAs(audio);
    }

    @Test
    void refusesARateOfZero() {
        assertThatThrownBy(() -> Resampler.resample(Pcm.silence(24000, 1), 0)).hasMessageContaining("found 0");
    }
}
