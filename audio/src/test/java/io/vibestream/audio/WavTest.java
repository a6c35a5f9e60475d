package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WavTest {

    private static final double[] VALUES = {0, 0.5, -0.5, 0.25, -1};

    @ParameterizedTest
    @CsvSource({"1, 8, 8000", "1, 16, 24000", "1, 24, 44100", "1, 32, 96000", "3, 32, 48000", "3, 64, 22050"})
    void readsEverySampleFormatMonoAndStereoPlainAndExtensible(int format, int bits, int rate) {
        for (int channels : new int[]{1, 2, 6}) {
            for (boolean extensible : new boolean[]{false, true}) {
                var file = riff(fmt(format, bits, channels, rate, extensible), chunk("data", samples(format, bits,
                        channels)));

                var audio = Wav.read(file);

                assertThat(audio.sampleRate()).isEqualTo(rate);
                assertThat(audio.length()).isEqualTo(VALUES.length);
                for (int i = 0; i < VALUES.length; i++) {
                    assertThat(audio.sample(i)).as("%d channels, sample %d", channels, i)
                            .isCloseTo((float) VALUES[i], within(1e-7f));
                }
            }
        }
    }

    @Test
    void takesTheMeanOfTheChannels() {
        var frame = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putShort((short) 16384)
                .putShort((short) -8192);

        var audio = Wav.read(riff(fmt(1, 16, 2, 24000, false), chunk("data", frame.array())));

        assertThat(audio.toArray()).containsExactly(0.125f);
    }

    @Test
    void passesOverChunksItDoesNotKnowEvenThoseOfOddSize() {
        var file = riff(chunk("LIST", "INFOISFTabc".getBytes(StandardCharsets.ISO_8859_1)), fmt(1, 16, 1, 24000, false),
                chunk("fact", new byte[4]), chunk("bext", new byte[601]), chunk("data", samples(1, 16, 1)),
                chunk("id3 ", new byte[7]));

        assertThat(Wav.read(file).length()).isEqualTo(VALUES.length);
    }

    @Test
    void readsToTheEndWhenAPipeLeftTheLengthUnknown() {
        var file = concat(Wav.streamHeader(24000), samples(1, 16, 1));

        assertThat(Wav.read(file).length()).isEqualTo(VALUES.length);
    }

    @Test
    void readsWhatItWrites() {
        var audio = Pcm.fromS16le(22050, ByteBuffer.wrap(Signals.noise(22050, 0.9, 1001, 7).toS16le()));

        assertThat(Wav.read(Wav.write(audio))).isEqualTo(audio);
    }

    @Test
    void readsAFileWithoutASample() {
        assertThat(Wav.read(Wav.write(Pcm.silence(24000, 0))).length()).isZero();
    }

    @Test
    void writesALengthBeyondFourGigabytesAsUnknown() {
        var header = ByteBuffer.wrap(Wav.header(24000, 1L << 32)).order(ByteOrder.LITTLE_ENDIAN);

        assertThat(header.getInt(4)).isEqualTo(-1);
        assertThat(header.getInt(40)).isEqualTo(-1);
    }

    @Test
    void saysWhatItFoundInsteadOfAWavFile() {
        assertRefused(new byte[5], "found 5");
        assertRefused("ID3\4\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1),
                "expected RIFF and WAVE, found 'ID3?'");
        assertRefused(riff(chunk("data", new byte[2])), "expected chunk 'fmt ' before chunk 'data'");
        assertRefused(riff(fmt(1, 16, 1, 24000, false)), "expected a chunk 'data', found the end");
        assertRefused(riff(chunk("fmt ", new byte[10])), "expected at least 16 bytes, found 10");
        assertRefused(riff(fmt(7, 8, 1, 8000, false), chunk("data", new byte[2])), "found mu-law (format 7) of 8 bits");
        assertRefused(riff(fmt(1, 12, 1, 8000, false), chunk("data", new byte[2])), "found integers of 12 bits");
        assertRefused(riff(fmt(1, 16, 0, 8000, false), chunk("data", new byte[2])), "found 0");
        assertRefused(riff(fmt(1, 16, 1, 0, false), chunk("data", new byte[2])), "1000 to 768000 Hz, found 0");
        assertRefused(riff(fmt(1, 16, 1, -1, false), chunk("data", new byte[2])), "found 4294967295");
        assertRefused(riff(fmt(1, 16, 2, 8000, false), chunk("data", new byte[6])), "whole frames of 4 bytes, found 6");
        assertRefused(riff(fmt(3, 32, 1, 8000, false), chunk("data", new byte[]{0, 0, (byte) 0xC0, 0x7F})),
                "finite samples, found NaN in frame 0");
    }

    @Test
    void saysHowMuchOfACutOffFileIsThere() {
        var file = Arrays.copyOf(Wav.write(Pcm.silence(24000, 100)), 144);

        assertRefused(file, "chunk 'data' expected 200 bytes, found 100");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void answersDamagedFilesWithSamplesOrARefusalAndNothingElse(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            var file = riff(fmt(1, 16, 2, 44100, true), chunk("LIST", new byte[9]), chunk("data", new byte[400]));
            for (int hit = random.nextInt(4); hit >= 0; hit--) {
                file[random.nextInt(80)] = (byte) random.nextInt();
            }
            var damaged = Arrays.copyOf(file, random.nextInt(file.length + 1));
            try {
                assertThat(Wav.read(damaged).length()).as("seed %d", seed).isLessThan(file.length);
            } catch (AudioFormatException refused) {
                assertThat(refused).as("seed %d", seed).hasMessageStartingWith("WAV: ");
            }
        }
    }

    private static void assertRefused(byte[] file, String message) {
        assertThatThrownBy(() -> Wav.read(file)).isInstanceOf(AudioFormatException.class).hasMessageContaining(message);
    }

    private static byte[] samples(int format, int bits, int channels) {
        var bytes = ByteBuffer.allocate(VALUES.length * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : VALUES) {
            for (int channel = 0; channel < channels; channel++) {
                long integer = Math.round(value * (1L << (bits - 1)));
                if (format == 3 && bits == 32) {
                    bytes.putFloat((float) value);
                } else if (format == 3) {
                    bytes.putDouble(value);
                } else if (bits == 8) {
                    bytes.put((byte) (integer + 128));
                } else {
                    for (int shift = 0; shift < bits; shift += 8) {
                        bytes.put((byte) (integer >> shift));
                    }
                }
            }
        }
        return bytes.array();
    }

    private static byte[] fmt(int format, int bits, int channels, int rate, boolean extensible) {
        int frame = channels * bits / 8;
        var body = ByteBuffer.allocate(extensible ? 40 : 16).order(ByteOrder.LITTLE_ENDIAN);
        body.putShort((short) (extensible ? 0xFFFE : format)).putShort((short) channels).putInt(rate);
        body.putInt(rate * frame).putShort((short) frame).putShort((short) bits);
        if (extensible) {
            body.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) format);
        }
        return chunk("fmt ", body.array());
    }

    private static byte[] chunk(String name, byte[] body) {
        var bytes = ByteBuffer.allocate(8 + body.length + (body.length & 1)).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.put(name.getBytes(StandardCharsets.ISO_8859_1)).putInt(body.length).put(body).array();
    }

    private static byte[] riff(byte[]... chunks) {
        var body = concat(chunks);
        var start = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        start.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(4 + body.length);
        start.put("WAVE".getBytes(StandardCharsets.ISO_8859_1));
        return concat(start.array(), body);
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
