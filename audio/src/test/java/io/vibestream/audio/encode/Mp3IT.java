package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Both ways to MP3, read back by FFmpeg's decoder and by a parser of the tag that knows neither. */
class Mp3IT {

    private static final int RATE = 24000;
    private static final EncoderSettings SETTINGS = new EncoderSettings(RATE, 64);

    enum Way {
        LAME {
            @Override
            TrackEncoder open(EncoderSettings settings) {
                return LameEncoder.open(Lame.load(Lame.LIBRARY).orElseThrow(() -> new AssertionError(
                        "expected " + Lame.LIBRARY + "; install it: apt-get install libmp3lame0")), settings,
                        List.of());
            }
        },
        FFMPEG {
            @Override
            TrackEncoder open(EncoderSettings settings) {
                return FfmpegEncoder.open(AudioFormat.MP3, settings);
            }
        };

        abstract TrackEncoder open(EncoderSettings settings);
    }

    @AfterEach
    void nothingNativeIsLeftOpen() {
        assertThat(LameEncoder.OPEN).hasValue(0);
        assertThat(FfmpegEncoder.OPEN).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void storedFilesLastExactlyAsLongAsTheSound(Way way) {
        for (int length : new int[]{1, 46, 47, 100, 575, 576, 577, 1152, 23999, 24000, 123457}) {
            var file = Recording.stored(way.open(SETTINGS), Signals.sine(RATE, 440, 0.5, (double) length / RATE));

            assertThat(LameTag.parse(file).samples(RATE)).as("tag of %d samples", length).isEqualTo(length);
            // FFmpeg, other than mpg123, fails to cut what lasts less than two milliseconds.
            if (length >= 47) {
                assertThat(Tools.decode(file, RATE).length()).as("decoded of %d samples", length).isEqualTo(length);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTrackWithoutSoundIsAFileToo(Way way) {
        assertThat(Tools.probe(Recording.stored(way.open(SETTINGS), Pcm.silence(RATE, 0)), "format=format_name"))
                .isEqualTo("mp3");
    }

    @ParameterizedTest
    @EnumSource
    void playersShowTheExactDuration(Way way) {
        var file = Recording.stored(way.open(SETTINGS), Signals.speech(RATE, 0.5, 12.5, 1));

        assertThat(Double.parseDouble(Tools.probe(file, "format=duration"))).isCloseTo(12.5, within(1e-6));
    }

    @ParameterizedTest
    @EnumSource
    void theTagCountsTheBytesBehindId3(Way way) {
        var file = Recording.stored(way.open(SETTINGS), Signals.speech(RATE, 0.5, 2, 1));

        assertThat(LameTag.parse(file).bytes()).isEqualTo(file.length - Id3v2.tag(SETTINGS.title()).length);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsHeardIsWhatWasEncodedAtTheSameTime(Way way) {
        var audio = Signals.sine(RATE, 440, 0.5, 2);

        var heard = Tools.decode(Recording.stored(way.open(new EncoderSettings(RATE, 128)), audio), RATE);

        var difference = new float[audio.length()];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = heard.sample(i) - audio.sample(i);
        }
        double noise = Signals.rms(Pcm.of(RATE, difference), 1000, difference.length - 1000);
        assertThat(Signals.decibels(noise / (0.5 / Math.sqrt(2)))).isLessThan(-40);
    }

    @ParameterizedTest
    @EnumSource
    void theLevelIsKeptAtEveryBitRate(Way way) {
        for (int kbps : new int[]{32, 64, 128, 160, 192, 224, 256, 320}) {
            var audio = Signals.sine(48000, 440, 0.5, 0.5);

            var heard = Tools.decode(Recording.stored(way.open(new EncoderSettings(48000, kbps)), audio), 48000);

            assertThat(Signals.rms(heard, 4800, 19200) / Signals.rms(audio, 4800, 19200)).as("%d kbit/s", kbps)
                    .isCloseTo(1, within(0.002));
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamsPlayWithoutThePatches(Way way) {
        var audio = Signals.speech(RATE, 0.5, 3, 2);

        var heard = Tools.decode(Recording.streamed(way.open(SETTINGS), audio), RATE);

        assertThat(heard.length()).isBetween(audio.length(), audio.length() + 5 * 576);
    }

    @ParameterizedTest
    @EnumSource
    void theFirstTenthOfASecondGivesBytesToSend(Way way) {
        try (var encoder = way.open(SETTINGS)) {
            int tag = Id3v2.tag(SETTINGS.title()).length;

            assertThat(encoder.encode(Signals.sine(RATE, 440, 0.5, 0.1))).hasSizeGreaterThan(tag + 2 * 192);
        }
    }

    @ParameterizedTest
    @EnumSource
    void titlesInAnyScriptComeBack(Way way) {
        for (var title : new String[]{"Hello", "Überraschung für Zoë", "你好，世界", "emoji 🎧🗣️ 👩‍💻", "שלום",
                "a\u0000b\nc"}) {
            var file = Recording.stored(way.open(SETTINGS.withTitle(title)), Signals.sine(RATE, 440, 0.5, 0.2));

            assertThat(Tools.probe(file, "format_tags=title")).isEqualTo(title.replaceAll("[\u0000\n]", " "));
            assertThat(Tools.probe(file, "format_tags=comment")).isEqualTo(Id3v2.NOTICE);
            assertThat(Tools.probe(file, "format_tags=Synthetic speech")).isEqualTo("true");
            assertThat(Tools.probe(file, "format_tags=encoder")).isEqualTo("VibeStream");
        }
    }

    @ParameterizedTest
    @EnumSource
    void everySampleRateWorksAtItsLowestAndHighestBitRate(Way way) {
        for (int rate : new int[]{8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000}) {
            for (int kbps : rate <= 12000 ? new int[]{8, 64} : rate <= 24000 ? new int[]{8, 160} : new int[]{32, 320}) {
                var audio = Signals.sine(rate, 440, 0.5, 0.5);

                var file = Recording.stored(way.open(new EncoderSettings(rate, kbps)), audio);

                assertThat(LameTag.parse(file).samples(rate)).as("%d Hz, %d kbit/s", rate, kbps)
                        .isEqualTo(audio.length());
                assertThat(Tools.decode(file, rate).length()).as("%d Hz, %d kbit/s", rate, kbps)
                        .isEqualTo(audio.length());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void twentyEncodersAtOnceGiveWhatOneGives(Way way) throws Exception {
        var audio = Signals.speech(RATE, 0.5, 4, 5);
        var alone = Recording.stored(way.open(SETTINGS), audio);
        var encoders = new ArrayList<Callable<byte[]>>();
        try (var held = way.open(SETTINGS); var threads = Executors.newFixedThreadPool(20)) {
            for (int i = 0; i < 20; i++) {
                encoders.add(() -> Recording.stored(way.open(SETTINGS), audio));
            }

            for (var file : threads.invokeAll(encoders)) {
                assertThat(Arrays.equals(file.get(), alone)).isTrue();
            }
            assertThat(held.encode(audio)).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void twelveEncodersTakingTurnsOnOneThreadDoNotMix(Way way) {
        var encoders = new ArrayList<TrackEncoder>();
        var sounds = new ArrayList<Pcm>();
        for (int i = 0; i < 12; i++) {
            encoders.add(way.open(SETTINGS));
            sounds.add(Signals.speech(RATE, 0.5, 0.5 + i / 10.0, i));
        }

        for (int i = 0; i < 12; i++) {
            var sound = sounds.get(i);
            int half = sound.length() / 2;
            encoders.get(i).encode(sound.slice(0, half));
        }

        for (int i = 0; i < 12; i++) {
            try (var encoder = encoders.get(i)) {
                var sound = sounds.get(i);
                encoder.encode(sound.slice(sound.length() / 2, sound.length()));
                var patch = encoder.finish().patches().getFirst();
                var id3 = Id3v2.tag(SETTINGS.title());
                var file = Arrays.copyOf(id3, id3.length + patch.bytes().length);
                System.arraycopy(patch.bytes(), 0, file, (int) patch.offset(), patch.bytes().length);
                assertThat(LameTag.parse(file).samples(RATE)).isEqualTo(sound.length());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closesTwiceAndBeforeItsEnd(Way way) {
        var encoder = way.open(SETTINGS);
        encoder.encode(Pcm.silence(RATE, 5000));

        encoder.close();
        encoder.close();

        assertThatThrownBy(() -> encoder.encode(Pcm.silence(RATE, 1))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("found CLOSED");
    }

    @ParameterizedTest
    @EnumSource
    void endsOnce(Way way) {
        try (var encoder = way.open(SETTINGS)) {
            encoder.finish();

            assertThatThrownBy(encoder::finish).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("found FINISHED");
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesSoundOfAnotherRate(Way way) {
        try (var encoder = way.open(SETTINGS)) {
            assertThatThrownBy(() -> encoder.encode(Pcm.silence(48000, 1)))
                    .hasMessage("encoder: expected 24000 Hz, found 48000");
        }
    }

    @Test
    void saysWhichWayIsUsed() {
        assertThat(Mp3Encoders.describe()).matches("MP3 by LAME 3\\.\\d+.* \\(libmp3lame\\.so\\.0\\)");
    }

    @Test
    void saysWhichSettingLameRefuses() {
        var lame = Lame.load(Lame.LIBRARY).orElseThrow();

        assertThatThrownBy(() -> lame.open(new EncoderSettings(1000, 64))).isInstanceOf(EncodingException.class)
                .hasMessage("LAME: lame_set_out_samplerate(1000) answered -1");
    }

    @Test
    void anAbsentLibraryIsNoFailure() {
        assertThat(Lame.load("libmp3lame-of-nobody.so.0")).isEmpty();
    }
}
