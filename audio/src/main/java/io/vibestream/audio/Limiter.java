package io.vibestream.audio;

import java.util.Arrays;

/**
 * Keeps the true peak under a ceiling: the gain begins to fall some milliseconds before a peak and rises slowly after
 * it. Output is delayed inside but cut to start with the first sample. Owned by one thread.
 */
final class Limiter {

    private static final double LOOK_AHEAD_SECONDS = 0.005;
    private static final double RELEASE_SECONDS = 0.05;

    /** 0.1 dB: a gain that changes between samples lets the curve between them rise a little over what was foreseen. */
    private static final float MARGIN = 0.9886f;

    private final float ceiling;
    private final int lookAhead;
    private final double release;
    private final TruePeak truePeak = new TruePeak();
    private final SlidingMinimum lowest;
    private final float[] delayed;
    private final double[] held;
    private double heldSum;
    private double envelope = 1;
    private long time;

    Limiter(int sampleRate, float ceiling) {
        this.ceiling = ceiling * MARGIN;
        lookAhead = (int) Math.ceil(LOOK_AHEAD_SECONDS * sampleRate);
        release = 1 - Math.exp(-1 / (RELEASE_SECONDS * sampleRate));
        // Two more than the mean below, because a peak between two samples binds both.
        lowest = new SlidingMinimum(lookAhead + 2);
        delayed = new float[lookAhead + TruePeak.LATENCY];
        held = new double[lookAhead + 1];
        Arrays.fill(held, 1);
        heldSum = held.length;
    }

    float[] process(float[] samples) {
        var peaks = new float[samples.length];
        truePeak.follow(samples, samples.length, peaks);
        int begun = (int) Math.min(samples.length, Math.max(0, delayed.length - time));
        var out = new float[samples.length - begun];
        for (int i = 0; i < samples.length; i++) {
            int slot = (int) (time % delayed.length);
            float past = delayed[slot];
            delayed[slot] = samples[i];
            double gain = gain(peaks[i]);
            if (i >= begun) {
                out[i - begun] = (float) (past * gain);
            }
            time++;
        }
        return out;
    }

    float[] finish() {
        return process(new float[delayed.length]);
    }

    /** The gain for the sample that leaves the delay now, given the peak that has just been seen coming. */
    private double gain(float peak) {
        double hold = lowest.next(peak > ceiling ? ceiling / peak : 1);
        envelope = Math.min(hold, envelope + (1 - envelope) * release);
        // The mean turns the sudden fall of the envelope into a ramp that ends where the peak is.
        int slot = (int) (time % held.length);
        heldSum += envelope - held[slot];
        held[slot] = envelope;
        return heldSum / held.length;
    }
}
