package io.vibestream.audio;

/**
 * The filter that makes energy resemble loudness (ITU-R BS.1770-4, annex 1): a shelf for the head, then a high pass.
 * The standard gives coefficients for 48 kHz only; these follow from the analogue filters behind them, as worked out
 * for libebur128. Owned by one thread.
 */
final class KWeighting {

    private final Biquad shelf;
    private final Biquad highPass;

    KWeighting(int sampleRate) {
        shelf = shelf(sampleRate);
        highPass = highPass(sampleRate);
    }

    double filter(double sample) {
        return highPass.filter(shelf.filter(sample));
    }

    private static Biquad shelf(int sampleRate) {
        double q = 0.7071752369554196;
        double k = Math.tan(Math.PI * 1681.974450955533 / sampleRate);
        double high = Math.pow(10, 3.999843853973347 / 20);
        double band = Math.pow(high, 0.4996667741545416);
        double a0 = 1 + k / q + k * k;
        return new Biquad((high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0,
                (high - band * k / q + k * k) / a0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0);
    }

    private static Biquad highPass(int sampleRate) {
        double q = 0.5003270373238773;
        double k = Math.tan(Math.PI * 38.13547087602444 / sampleRate);
        double a0 = 1 + k / q + k * k;
        // The numerator is not divided by a0, in the standard's own table either.
        return new Biquad(1, -2, 1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0);
    }

    /** A filter of the second order in transposed direct form II. */
    private static final class Biquad {

        private final double b0;
        private final double b1;
        private final double b2;
        private final double a1;
        private final double a2;
        private double z1;
        private double z2;

        Biquad(double b0, double b1, double b2, double a1, double a2) {
            this.b0 = b0;
            this.b1 = b1;
            this.b2 = b2;
            this.a1 = a1;
            this.a2 = a2;
        }

        double filter(double in) {
            double out = b0 * in + z1;
            z1 = b1 * in - a1 * out + z2;
            z2 = b2 * in - a2 * out;
            return out;
        }
    }
}
