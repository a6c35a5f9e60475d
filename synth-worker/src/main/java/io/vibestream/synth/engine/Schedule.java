package io.vibestream.synth.engine;

import io.vibestream.synth.engine.Utterance.Solver;
import java.util.ArrayList;
import java.util.List;

/**
 * The way from noise to a latent in a number of steps: DPM-Solver++ of second order (multistep, midpoint) over a cosine
 * schedule of 1,000 training steps with velocity prediction, of first order in its first and last step. The stochastic
 * solver adds fresh noise in every step but the last.
 *
 * @param steps in the order of execution
 */
public record Schedule(Solver solver, List<Step> steps) {

    private static final int TRAINING_STEPS = 1000;
    private static final double MAX_BETA = 0.999;
    private static final float[] SIGMAS = sigmas();

    /**
     * One step. With {@code x} the sample and {@code v} the predicted velocity, the prediction of the data is
     * {@code p = signal * x - noise * v}, and the next sample is
     * {@code sample * x + weight * (p + bend * (p - the last p)) + fresh * (fresh noise)}.
     *
     * @param time the training step, which the network is told
     */
    public record Step(int time, float signal, float noise, float sample, float weight, float bend, float fresh) {

        /** A step that leaves the sample as it is, for a schedule that is done while others are not. */
        public static final Step STAY = new Step(0, 1, 0, 1, 0, 0, 0);

        /** What the prediction is multiplied with in all. */
        double prediction() {
            return weight * (1.0 + bend);
        }

        /** What the last prediction is multiplied with in all. */
        double previous() {
            return -(double) weight * bend;
        }
    }

    public Schedule {
        steps = List.copyOf(steps);
    }

    public static Schedule of(Solver solver, int count) {
        if (count < 1 || count > TRAINING_STEPS) {
            throw new IllegalArgumentException("diffusion steps: expected 1 to " + TRAINING_STEPS + ", found " + count);
        }
        var levels = new ArrayList<Level>();
        for (int k = 0; k < count; k++) {
            // Half to even, as numpy rounds: 999 * 1 / 2 = 499.5 is step 500, not 499.
            int time = (int) Math.rint((double) (TRAINING_STEPS - 1) * (count - k) / count);
            levels.add(Level.at(time, SIGMAS[time]));
        }
        levels.add(Level.at(0, 0));
        var steps = new ArrayList<Step>();
        for (int k = 0; k < count; k++) {
            boolean first = k == 0 || k == count - 1;
            float ratio = first ? 0 : ratio(levels.get(k - 1), levels.get(k), levels.get(k + 1));
            steps.add(step(solver, levels.get(k), levels.get(k + 1), ratio));
        }
        return new Schedule(solver, steps);
    }

    private static Step step(Solver solver, Level from, Level to, float ratio) {
        float h = to.logSnr() - from.logSnr();
        float shrink = to.noise() / from.noise();
        return switch (solver) {
            case ODE -> step(from, shrink, to.signal() * (1 - exp(-h)), ratio, 0);
            case SDE -> step(from, shrink * exp(-h), to.signal() * (1 - exp(-2 * h)), ratio,
                    to.noise() * (float) Math.sqrt(1 - exp(-2 * h)));
        };
    }

    private static Step step(Level from, float shrink, float weight, float bend, float fresh) {
        return new Step(from.time(), from.signal(), from.noise(), shrink, weight, bend, fresh);
    }

    /** What the second order takes of the difference of two predictions: {@code 1 / (2 r)}. */
    private static float ratio(Level before, Level from, Level to) {
        return 0.5f / ((from.logSnr() - before.logSnr()) / (to.logSnr() - from.logSnr()));
    }

    private static float exp(float x) {
        return (float) Math.exp(x);
    }

    /** Signal and noise of a sample at one time. */
    private record Level(int time, float signal, float noise, float logSnr) {

        static Level at(int time, float sigma) {
            float signal = 1 / (float) Math.sqrt(sigma * sigma + 1);
            float noise = sigma * signal;
            return new Level(time, signal, noise, (float) Math.log(signal) - (float) Math.log(noise));
        }
    }

    /** Noise over signal at each training step, through float32 where the reference rounds to it. */
    private static float[] sigmas() {
        var sigmas = new float[TRAINING_STEPS];
        float product = 1;
        for (int i = 0; i < TRAINING_STEPS; i++) {
            double ratio = cosine((i + 1) / (double) TRAINING_STEPS) / cosine(i / (double) TRAINING_STEPS);
            float kept = 1 - (float) Math.min(1 - ratio, MAX_BETA);
            product *= kept;
            float alpha = product;
            sigmas[i] = (float) Math.sqrt((1 - alpha) / alpha);
        }
        return sigmas;
    }

    private static double cosine(double u) {
        double c = Math.cos((u + 0.008) / 1.008 * Math.PI / 2);
        return c * c;
    }
}
