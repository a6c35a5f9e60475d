package io.vibestream.audio;

/** The two functions interpolation filters are made of. */
final class Sinc {

    private Sinc() {}

    /** {@code sin(pi x) / (pi x)}. */
    static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** Kaiser's window at {@code x} in [-1, 1]; zero outside. */
    static double kaiser(double x, double beta) {
        return Math.abs(x) > 1 ? 0 : bessel0(beta * Math.sqrt(1 - x * x)) / bessel0(beta);
    }

    /** Modified Bessel function of the first kind and order zero, by its power series. */
    private static double bessel0(double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > 1e-12 * sum; k++) {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }
        return sum;
    }
}
