package io.vibestream.audio;

import java.util.Arrays;

/**
 * Estimates the continuous signal between samples by four-fold oversampling (ITU-R BS.1770-4, annex 2). Owned by one
 * thread.
 */
final class TruePeak {

    /** Samples that the estimate lags behind: half the filter. */
    static final int LATENCY = 8;

    private static final int TAPS = 2 * LATENCY;
    private static final int BLOCK = 1024;
    private static final float[][] PHASES = {phase(0.25), phase(0.5), phase(0.75)};

    /** The last samples of what came before, then a block of what came now. */
    private final float[] window = new float[TAPS + BLOCK];

    private static float[] phase(double fraction) {
        var exact = new double[TAPS];
        double sum = 0;
        for (int tap = 0; tap < TAPS; tap++) {
            double distance = tap - LATENCY + 1 - fraction;
            exact[tap] = Sinc.sinc(distance) * Sinc.kaiser(distance / LATENCY, 5);
            sum += exact[tap];
        }
        var taps = new float[TAPS];
        for (int tap = 0; tap < TAPS; tap++) {
            taps[tap] = (float) (exact[tap] / sum);
        }
        return taps;
    }

    /**
     * For each new sample, the highest amplitude from the sample {@link #LATENCY} earlier up to its successor.
     *
     * @param peaks receives {@code count} values
     */
    void follow(float[] samples, int count, float[] peaks) {
        for (int from = 0; from < count; from += BLOCK) {
            int length = Math.min(BLOCK, count - from);
            System.arraycopy(samples, from, window, TAPS, length);
            for (int i = 0; i < length; i++) {
                peaks[from + i] = at(i + 1);
            }
            System.arraycopy(window, length, window, 0, TAPS);
        }
    }

    /** The highest amplitude of the samples not reported yet, if silence follows; changes nothing. */
    float rest() {
        var before = Arrays.copyOf(window, TAPS);
        var peaks = new float[LATENCY];
        follow(new float[LATENCY], LATENCY, peaks);
        System.arraycopy(before, 0, window, 0, TAPS);
        float peak = 0;
        for (float value : peaks) {
            peak = Math.max(peak, value);
        }
        return peak;
    }

    private float at(int start) {
        float peak = Math.max(Math.abs(window[start + LATENCY - 1]), Math.abs(window[start + LATENCY]));
        for (var taps : PHASES) {
            float sum = 0;
            for (int tap = 0; tap < TAPS; tap++) {
                sum += taps[tap] * window[start + tap];
            }
            peak = Math.max(peak, Math.abs(sum));
        }
        return peak;
    }
}
