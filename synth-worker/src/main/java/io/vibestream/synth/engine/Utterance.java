package io.vibestream.synth.engine;

import java.util.List;

/**
 * What one chunk asks an engine to say. The same utterance gives the same audio, whenever and beside whatever it is spoken.
 *
 * @param cfgScale guidance, above 0
 * @param steps diffusion steps, 1 to 50
 * @param disablePrefill whether to ignore the recordings of the voices
 */
public record Utterance(List<Line> lines, double cfgScale, int steps, Solver solver, long seed,
        boolean disablePrefill) {

    /** One turn of one speaker; {@code voice} is a wish, matched by the engine's own rules. */
    public record Line(String speaker, String voice, String text) {}

    /** How the diffusion equation is solved. */
    public enum Solver {
        ODE, SDE
    }

    public Utterance {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("an utterance needs at least one line");
        }
        if (!(cfgScale > 0) || Double.isInfinite(cfgScale)) {
            throw new IllegalArgumentException("cfg scale: expected a positive number, found " + cfgScale);
        }
        if (steps < 1 || steps > 50) {
            throw new IllegalArgumentException("diffusion steps: expected 1 to 50, found " + steps);
        }
    }
}
