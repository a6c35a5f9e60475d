package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Signals;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherFormatsIT {

    private static final int RATE = 24000;
    private static final EncoderSettings SETTINGS = new EncoderSettings(RATE, 48);

    @AfterEach
    void nothingNativeIsLeftOpen() {
        assertThat(FfmpegEncoder.OPEN).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 575, 4608, 24000, 123457})
    void flacGivesEverySampleBackAndStatesItsLength(int length) {
        var audio = Pcm.fromS16le(RATE, ByteBuffer.wrap(Signals.noise(RATE, 0.5, length, length).toS16le()));

        var file = Recording.stored(TrackEncoders.open(AudioFormat.FLAC, SETTINGS), audio);

        assertThat(Tools.decode(file, RATE)).isEqualTo(audio);
        assertThat(Tools.probe(file, "stream=duration_ts")).isEqualTo(Integer.toString(length));
    }

    @Test
    void flacPlaysAsAStreamToo() {
        var audio = Pcm.fromS16le(RATE, ByteBuffer.wrap(Signals.noise(RATE, 0.5, 50_000, 1).toS16le()));

        assertThat(Tools.decode(Recording.streamed(TrackEncoders.open(AudioFormat.FLAC, SETTINGS), audio), RATE))
                .isEqualTo(audio);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 12.5})
    void opusLastsExactlyAsLongAsTheSoundStoredOrStreamed(double seconds) {
        var audio = Signals.sine(RATE, 440, 0.5, seconds);

        var stored = Recording.stored(TrackEncoders.open(AudioFormat.OPUS, SETTINGS), audio);
        var streamed = Recording.streamed(TrackEncoders.open(AudioFormat.OPUS, SETTINGS), audio);

        assertThat(stored).isEqualTo(streamed);
        assertThat(Tools.decode(stored, 48000).length()).isEqualTo(2 * audio.length());
    }

    @Test
    void aacIsTheSoundAndAFewHundredthsOfASecond() {
        var audio = Signals.sine(RATE, 440, 0.5, 3);

        var heard = Tools.decode(Recording.stored(TrackEncoders.open(AudioFormat.AAC, SETTINGS), audio), RATE);

        assertThat(heard.length()).isBetween(audio.length(), audio.length() + 3 * 1024);
        assertThat(Signals.rms(heard, RATE, 2 * RATE)).isCloseTo(0.5 / Math.sqrt(2), within(0.01));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPUS", "AAC", "FLAC"})
    void titlesInAnyScriptComeBack(AudioFormat format) {
        var file = Recording.stored(TrackEncoders.open(format, SETTINGS.withTitle("Zoë 你好 🎧")),
                Signals.sine(RATE, 440, 0.5, 1));

        String where = format == AudioFormat.OPUS ? "stream_tags" : "format_tags";
        assertThat(Tools.probe(file, where + "=title")).isEqualTo("Zoë 你好 🎧");
        assertThat(Tools.probe(file, where + "=comment")).isEqualTo(Id3v2.NOTICE);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPUS", "AAC", "FLAC"})
    void twentyEncodersAtOnceGiveWhatOneGives(AudioFormat format) throws Exception {
        var audio = Signals.speech(RATE, 0.5, 3, 5);
        var alone = Recording.stored(TrackEncoders.open(format, SETTINGS), audio);
        var encoders = new ArrayList<Callable<byte[]>>();
        for (int i = 0; i < 20; i++) {
            encoders.add(() -> Recording.stored(TrackEncoders.open(format, SETTINGS), audio));
        }

        try (var threads = Executors.newFixedThreadPool(20)) {
            for (var file : threads.invokeAll(encoders)) {
                assertThat(Arrays.equals(file.get(), alone)).isTrue();
            }
        }
    }

    @Test
    void anEncoderThatFfmpegRefusesLeavesNothingOpen() {
        Ffmpeg.load();

        assertThatThrownBy(() -> new FfmpegEncoder(FfmpegEncoder.Codec.of(AudioFormat.OPUS), new EncoderSettings(44100,
                48), List.of())).isInstanceOf(EncodingException.class)
                .hasMessage("FFmpeg: encoder libopus: Invalid argument");
        assertThat(FfmpegEncoder.OPEN).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatEndsWithoutSoundAndClosesWithoutAnEnd(AudioFormat format) {
        try (var encoder = TrackEncoders.open(format, SETTINGS)) {
            encoder.finish();
        }
        TrackEncoders.open(format, SETTINGS).close();
    }
}
