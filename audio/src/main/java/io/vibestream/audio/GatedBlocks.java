package io.vibestream.audio;

import java.util.OptionalDouble;

/**
 * The energies of all blocks of a programme, and their mean after both gates (ITU-R BS.1770-4). Keeps a histogram, so
 * that an hour takes no more memory than a second; within a bin the energies are summed exactly, so only blocks
 * within a twentieth of a decibel of the relative gate can be misjudged.
 */
final class GatedBlocks {

    private static final double ABSOLUTE_GATE = -70;
    private static final double RELATIVE_GATE = -10;
    private static final int BINS_PER_DECIBEL = 20;
    private static final int BINS = 100 * BINS_PER_DECIBEL;

    private final long[] counts = new long[BINS];
    private final double[] energies = new double[BINS];

    void add(double energy) {
        double loudness = loudness(energy);
        if (loudness > ABSOLUTE_GATE) {
            int bin = bin(loudness);
            counts[bin]++;
            energies[bin] += energy;
        }
    }

    OptionalDouble integrated() {
        var ungated = meanFrom(0);
        if (ungated.isEmpty()) {
            return ungated;
        }
        double gate = Math.max(ABSOLUTE_GATE, loudness(ungated.getAsDouble()) + RELATIVE_GATE);
        var gated = meanFrom(bin(gate));
        return gated.isEmpty() ? gated : OptionalDouble.of(loudness(gated.getAsDouble()));
    }

    private OptionalDouble meanFrom(int firstBin) {
        long count = 0;
        double energy = 0;
        for (int bin = firstBin; bin < BINS; bin++) {
            count += counts[bin];
            energy += energies[bin];
        }
        return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(energy / count);
    }

    private static int bin(double loudness) {
        return (int) Math.min(BINS - 1, (loudness - ABSOLUTE_GATE) * BINS_PER_DECIBEL);
    }

    private static double loudness(double energy) {
        return -0.691 + 10 * Math.log10(energy);
    }
}
