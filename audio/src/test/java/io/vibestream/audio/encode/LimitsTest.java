package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            MP3  | 96000 | 128 | MP3: expected a sample rate of one of [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000] Hz, found 96000
            MP3  | 24000 | 192 | MP3 at 24000 Hz: expected a bit rate of one of [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160] kbit/s, found 192
            MP3  | 24000 | 65  | found 65
            MP3  | 48000 | 16  | found 16
            MP3  | 8000  | 80  | found 80
            OPUS | 44100 | 32  | OPUS: expected a sample rate of one of [8000, 12000, 16000, 24000, 48000] Hz, found 44100
            OPUS | 24000 | 5   | OPUS at 24000 Hz: expected a bit rate of 6 to 256 kbit/s, found 5
            AAC  | 24000 | 145 | AAC at 24000 Hz: expected a bit rate of 8 to 144 kbit/s, found 145
            AAC  | 23000 | 64  | found 23000
            FLAC | 500   | 0   | FLAC: expected a sample rate of 1000 to 192000 Hz, found 500
            WAV  | 0     | 0   | found 0
            """)
    void namesWhatAFormatDoesNotAllow(AudioFormat format, int rate, int kbps, String message) {
        assertThatThrownBy(() -> TrackEncoders.open(format, new EncoderSettings(rate, kbps)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"MP3, 24000, 64", "MP3, 24000, 160", "MP3, 48000, 320", "MP3, 11025, 8", "OPUS, 24000, 32",
            "AAC, 24000, 144", "FLAC, 24000, 0", "WAV, 192000, 0", "PCM, 8000, 0"})
    void letsPassWhatAFormatAllows(AudioFormat format, int rate, int kbps) {
        assertThatCode(() -> Limits.check(format, new EncoderSettings(rate, kbps))).doesNotThrowAnyException();
    }
}
