package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EncoderSettingsTest {

    @ParameterizedTest
    @CsvSource({"MP3,24000,97,96", "MP3,24000,320,160", "MP3,24000,152,160", "MP3,8000,96,64", "MP3,44100,8,32",
            "OPUS,24000,320,256",
            "AAC,8000,96,48", "FLAC,24000,97,97"})
    void aBitRateThatTheFormatDoesNotAllowBecomesTheNearestOne(AudioFormat format, int sampleRate, int wish,
            int nearest) {
        assertThat(new EncoderSettings(sampleRate, wish).nearestFor(format).bitrateKbps()).isEqualTo(nearest);
    }

    @ParameterizedTest
    @EnumSource
    void theNearestBitRateIsAlwaysAllowed(AudioFormat format) {
        for (int sampleRate : new int[]{8_000, 12_000, 16_000, 24_000, 48_000}) {
            for (int wish = 8; wish <= 320; wish++) {
                var settings = new EncoderSettings(sampleRate, wish).nearestFor(format);
                assertThatCode(() -> Limits.check(format, settings)).doesNotThrowAnyException();
            }
        }
    }
}
