package io.vibestream.audio;

import java.util.OptionalDouble;

/**
 * Measures a mono programme as it comes: integrated loudness after ITU-R BS.1770-4 (EBU R 128) and true peak. Its
 * memory does not grow. Owned by one thread.
 */
public final class LoudnessMeter {

    private static final int STEPS_PER_BLOCK = 4;
    private static final int STEPS_PER_SECOND = 10;

    private final int sampleRate;
    private final int stepLength;
    private final KWeighting weighting;
    private final TruePeak truePeak = new TruePeak();
    private final GatedBlocks blocks = new GatedBlocks();
    private final double[] stepEnergies = new double[STEPS_PER_BLOCK];
    private long steps;
    private int samplesInStep;
    private double energyInStep;
    private float peak;

    public LoudnessMeter(int sampleRate) {
        if (sampleRate < 4000) {
            throw new IllegalArgumentException("loudness: expected at least 4000 Hz, found " + sampleRate);
        }
        this.sampleRate = sampleRate;
        stepLength = Math.round((float) sampleRate / STEPS_PER_SECOND);
        weighting = new KWeighting(sampleRate);
    }

    public void add(Pcm audio) {
        if (audio.sampleRate() != sampleRate) {
            throw new IllegalArgumentException("loudness: expected " + sampleRate + " Hz, found " + audio.sampleRate());
        }
        var samples = audio.shared();
        for (float sample : samples) {
            double weighted = weighting.filter(sample);
            energyInStep += weighted * weighted;
            samplesInStep++;
            if (samplesInStep == stepLength) {
                endStep();
            }
        }
        var peaks = new float[samples.length];
        truePeak.follow(samples, samples.length, peaks);
        for (float value : peaks) {
            peak = Math.max(peak, value);
        }
    }

    /** A block is 400 ms, and the next begins 100 ms later. */
    private void endStep() {
        stepEnergies[(int) (steps % STEPS_PER_BLOCK)] = energyInStep;
        steps++;
        samplesInStep = 0;
        energyInStep = 0;
        if (steps >= STEPS_PER_BLOCK) {
            double energy = 0;
            for (double step : stepEnergies) {
                energy += step;
            }
            blocks.add(energy / (STEPS_PER_BLOCK * stepLength));
        }
    }

    /** Loudness in LUFS; empty for less than 400 ms, and when no block is louder than -70 LUFS. */
    public OptionalDouble integrated() {
        return blocks.integrated();
    }

    /** Highest amplitude of the continuous signal so far, 1 being full scale. */
    public double truePeak() {
        return Math.max(peak, truePeak.rest());
    }

    public Loudness loudness() {
        return new Loudness(integrated(), truePeak());
    }
}
