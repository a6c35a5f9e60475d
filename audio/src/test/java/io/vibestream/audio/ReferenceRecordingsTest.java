package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceRecordingsTest {

    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 22_050, 24_000, 44_100, 48_000, 192_000})
    void keepsRecordingsOfTheUsualRatesAtOne(int rate) {
        var kept = ReferenceRecordings.checked(Signals.sine(rate, 440, 0.5, 4));

        assertThat(kept.sampleRate()).isEqualTo(24_000);
        assertThat(kept.length()).isEqualTo(96_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7_999, 44_101, 192_025})
    void refusesOtherRates(int rate) {
        assertThatThrownBy(() -> ReferenceRecordings.checked(Pcm.silence(rate, 4 * rate)))
                .isInstanceOf(AudioFormatException.class).hasMessageContaining("sample rates").hasMessageContaining(
                        "found " + rate + " Hz");
    }

    @Test
    void refusesSilenceAndWhatIsNoNumber() {
        var broken = Signals.sine(24_000, 440, 0.5, 4).toArray();
        broken[5] = Float.NaN;

        for (var useless : new Pcm[]{Pcm.silence(24_000, 96_000), Pcm.of(24_000, broken)}) {
            assertThatThrownBy(() -> ReferenceRecordings.checked(useless)).isInstanceOf(AudioFormatException.class)
                    .hasMessage("the recording is silent");
        }
    }
}
