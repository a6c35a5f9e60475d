package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.audio.AudioFormatException;
import io.vibestream.audio.Pcm;
import io.vibestream.audio.Signals;
import io.vibestream.audio.Wav;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SoundFileIT {

    private static final int RATE = 24_000;
    private static final Pcm SOUND = Signals.sine(RATE, 440, 0.5, 3);

    @AfterEach
    void nothingNativeIsLeftOpen() {
        assertThat(FfmpegDecoder.OPEN).hasValue(0);
    }

    private static byte[] file(AudioFormat format) {
        return Recording.stored(TrackEncoders.open(format, new EncoderSettings(RATE, 48)), SOUND);
    }

    @ParameterizedTest
    @EnumSource(value = AudioFormat.class, names = "PCM", mode = EnumSource.Mode.EXCLUDE)
    void readsWhateverThisProgramWrites(AudioFormat format) {
        var read = SoundFile.read(file(format), 30);

        assertThat(read.length() / (double) read.sampleRate()).isCloseTo(3, within(0.1));
        assertThat(Signals.rms(read, read.length() / 3, read.length() / 2)).isCloseTo(0.5 / Math.sqrt(2), within(0.02));
    }

    @ParameterizedTest
    @CsvSource({"mov, aac", "ipod, alac", "webm, libopus", "ogg, vorbis", "matroska, flac"})
    void readsContainersThatBrowsersAndTelephonesRecord(String container, String codec) {
        var file = Tools.convert(Wav.write(SOUND), "-c:a", codec, "-strict", "experimental", "-ac", "2", "-ar",
                "48000", "-f", container);

        var read = SoundFile.read(file, 30);

        assertThat(read.sampleRate()).isEqualTo(48_000);
        assertThat(read.length() / 48_000.0).isCloseTo(3, within(0.1));
    }

    @Test
    void flacComesBackSampleBySample() {
        var read = SoundFile.read(file(AudioFormat.FLAC), 30);

        assertThat(read.toS16le()).isEqualTo(SOUND.toS16le());
    }

    @Test
    void stopsAtTheMostThatIsWanted() {
        var file = file(AudioFormat.MP3);

        assertThatThrownBy(() -> SoundFile.read(file, 2)).isInstanceOf(AudioFormatException.class)
                .hasMessage("expected at most 2 s of sound, found more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "%PDF-1.7", "<html>", "#EXTM3U\nhttp://localhost/a.ts", "ID3", "\0\0\0\0"})
    void refusesWhatIsNoSound(String content) {
        assertThatThrownBy(() -> SoundFile.read(content.getBytes(StandardCharsets.UTF_8), 30))
                .isInstanceOf(AudioFormatException.class).hasMessageContaining("found something else");
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    /** Either it is refused with a reason, or the damage cannot be told from sound. */
    @ParameterizedTest
    @MethodSource("seeds")
    void damagedFilesDoNoHarm(long seed) {
        var random = new Random(seed);
        var formats = new AudioFormat[]{AudioFormat.MP3, AudioFormat.OPUS, AudioFormat.AAC, AudioFormat.FLAC};
        var whole = file(formats[random.nextInt(formats.length)]);
        var damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
        for (int i = 0; i < 20; i++) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }

        var outcome = catchThrowable(() -> SoundFile.read(damaged, 30));

        if (outcome != null) {
            assertThat(outcome).as("seed %d", seed).isInstanceOf(AudioFormatException.class);
        }
    }
}
