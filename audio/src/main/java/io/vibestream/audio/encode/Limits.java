package io.vibestream.audio.encode;

import java.util.Arrays;
import java.util.Comparator;

/** Which sample rates and bit rates the formats allow. */
final class Limits {

    private static final int[] MPEG1_KBPS = {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] MPEG2_KBPS = {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
    private static final int[] MPEG25_KBPS = {8, 16, 24, 32, 40, 48, 56, 64}; // Decoders know no more.

    private Limits() {}

    /**
     * Lets pass what {@code format} allows.
     *
     * @throws IllegalArgumentException when it does not allow the sample rate or bit rate
     */
    static void check(AudioFormat format, EncoderSettings settings) {
        int rate = settings.sampleRate();
        switch (format) {
            case MP3 -> {
                expectRate(format, rate, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000);
                var allowed = mp3Bitrates(rate);
                if (Arrays.binarySearch(allowed, settings.bitrateKbps()) < 0) {
                    throw new IllegalArgumentException("MP3 at " + rate + " Hz: expected a bit rate of one of "
                            + Arrays.toString(allowed) + " kbit/s, found " + settings.bitrateKbps());
                }
            }
            case OPUS -> {
                expectRate(format, rate, 8000, 12000, 16000, 24000, 48000);
                expectBitrate(format, settings, 6, 256);
            }
            case AAC -> {
                expectRate(format, rate, 8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200,
                        96000);
                expectBitrate(format, settings, 8, aacMost(rate));
            }
            case FLAC, WAV, PCM -> {
                if (rate < 1000 || rate > 192_000) {
                    throw new IllegalArgumentException(format + ": expected a sample rate of 1000 to 192000 Hz, found "
                            + rate);
                }
            }
        }
    }

    /** The bit rate in kbit/s that {@code format} allows at this sample rate and that is nearest to the wish; of two, the higher. */
    static int nearestBitrate(AudioFormat format, int sampleRate, int wish) {
        return switch (format) {
            case MP3 -> Arrays.stream(mp3Bitrates(sampleRate)).boxed()
                    .min(Comparator.comparingInt((Integer allowed) -> Math.abs(allowed - wish))
                            .thenComparing(Comparator.reverseOrder()))
                    .orElseThrow();
            case OPUS -> Math.clamp(wish, 6, 256);
            case AAC -> Math.clamp(wish, 8, aacMost(sampleRate));
            case FLAC, WAV, PCM -> wish;
        };
    }

    /** No more than 6144 bits in a frame of 1024 samples. */
    private static int aacMost(int sampleRate) {
        return 6 * sampleRate / 1000;
    }

    /** In kbit/s, rising: the order in which frame headers number them from 1. */
    static int[] mp3Bitrates(int sampleRate) {
        return sampleRate <= 12000 ? MPEG25_KBPS : sampleRate <= 24000 ? MPEG2_KBPS : MPEG1_KBPS;
    }

    private static void expectRate(AudioFormat format, int rate, int... allowed) {
        if (Arrays.binarySearch(allowed, rate) < 0) {
            throw new IllegalArgumentException(format + ": expected a sample rate of one of " + Arrays.toString(allowed)
                    + " Hz, found " + rate);
        }
    }

    private static void expectBitrate(AudioFormat format, EncoderSettings settings, int least, int most) {
        if (settings.bitrateKbps() < least || settings.bitrateKbps() > most) {
            throw new IllegalArgumentException(format + " at " + settings.sampleRate() + " Hz: expected a bit rate of "
                    + least + " to " + most + " kbit/s, found " + settings.bitrateKbps());
        }
    }
}
