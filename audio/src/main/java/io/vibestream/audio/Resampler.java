package io.vibestream.audio;

import java.math.BigInteger;

/**
 * Changes the sample rate with a polyphase windowed-sinc filter. Everything that the lower of the two rates cannot
 * carry is removed (by 85 dB or more), so nothing is mirrored into the audible band.
 */
public final class Resampler {

    /** Zero crossings of the sinc on each side: the filter is flat up to 0.91 of the lower Nyquist frequency. */
    private static final int ZEROS = 64;

    /** Kaiser's window shape for a stop band of 86 dB (Kaiser and Schafer 1980). */
    private static final double BETA = 8.6;

    /** Middle of the transition band, in parts of the lower Nyquist frequency: the stop band begins at 1. */
    private static final double CUTOFF = 0.957;

    /** Beyond so many phases (rates that share no large divisor) coefficients are computed anew for every sample. */
    private static final int MAX_KEPT_PHASES = 1024;

    private final long up;
    private final long down;
    private final double scale;
    private final int halfTaps;
    private final float[][] kept;

    private Resampler(int from, int to) {
        long divisor = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).longValueExact();
        up = to / divisor;
        down = from / divisor;
        scale = CUTOFF * Math.min(1.0, (double) to / from);
        halfTaps = (int) Math.ceil(ZEROS / scale);
        kept = new float[up <= MAX_KEPT_PHASES ? (int) up : 0][0];
    }

    /** The same sound at {@code targetRate}: {@code round(length * targetRate / sampleRate)} samples. */
    public static Pcm resample(Pcm audio, int targetRate) {
        if (targetRate < 1) {
            throw new IllegalArgumentException("target sample rate: expected at least 1 Hz, found " + targetRate);
        }
        if (targetRate == audio.sampleRate()) {
            return audio;
        }
        return Pcm.owning(targetRate, new Resampler(audio.sampleRate(), targetRate).apply(audio.shared()));
    }

    private float[] apply(float[] in) {
        var out = new float[Math.toIntExact((in.length * up * 2 + down) / (down * 2))];
        for (int i = 0; i < out.length; i++) {
            long time = i * down; // In units of 1/up input samples.
            out[i] = convolve(in, (int) (time / up) - halfTaps + 1, coefficients((int) (time % up)));
        }
        return out;
    }

    private static float convolve(float[] in, int start, float[] taps) {
        int first = Math.max(0, -start);
        int last = Math.min(taps.length, in.length - start);
        float sum = 0;
        for (int tap = first; tap < last; tap++) {
            sum += in[start + tap] * taps[tap];
        }
        return sum;
    }

    private float[] coefficients(int phase) {
        if (kept.length == 0) {
            return compute(phase);
        }
        if (kept[phase].length == 0) {
            kept[phase] = compute(phase);
        }
        return kept[phase];
    }

    private float[] compute(int phase) {
        var exact = new double[2 * halfTaps];
        double sum = 0;
        for (int tap = 0; tap < exact.length; tap++) {
            double distance = tap - halfTaps + 1 - (double) phase / up;
            exact[tap] = Sinc.sinc(distance * scale) * Sinc.kaiser(distance / halfTaps, BETA);
            sum += exact[tap];
        }
        // Every phase passes a constant unchanged; otherwise the phases would modulate the signal.
        var taps = new float[exact.length];
        for (int tap = 0; tap < taps.length; tap++) {
            taps[tap] = (float) (exact[tap] / sum);
        }
        return taps;
    }
}
