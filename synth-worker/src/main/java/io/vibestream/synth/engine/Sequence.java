package io.vibestream.synth.engine;

import io.vibestream.synth.engine.ForwardPass.Stepped;

/**
 * One speech from the end of its prompt on, as numbers: what its slot remembers, and what the next step needs. Owned by
 * the engine thread.
 *
 * <p>The prompt's last token is not read with the prompt: it is the pending input of the first step, for both branches,
 * because the branch that does not see the prompt begins with the same token.
 */
final class Sequence implements ForwardPass.Row {

    private final int slot;
    private final Schedule schedule;
    private final float guidance;
    private final Noise noise;
    private final int latentSize;
    private final int maxSteps;
    private int position;
    private int negativePosition;
    private boolean fresh = true;
    private int frames;
    private int steps;

    /** What follows from a step. */
    enum Next {
        /** The frame that was spoken is the next input. */
        SPEAK_ON,
        /** The embedding of the chosen token is the next input. */
        READ_TOKEN,
        /** The model has ended the speech. */
        STOP,
        /** The speech has taken all the steps it may. */
        CUT
    }

    /** How a speech is spoken. */
    record Manner(Schedule schedule, float guidance, Noise noise, int latentSize) {}

    /**
     * Begins after the prompt.
     *
     * @param promptTokens the whole prompt, all but the last of which the slot has read
     */
    Sequence(int slot, int promptTokens, int maxSteps, Manner manner) {
        this.slot = slot;
        this.position = promptTokens - 1;
        this.maxSteps = maxSteps;
        this.schedule = manner.schedule();
        this.guidance = manner.guidance();
        this.noise = manner.noise();
        this.latentSize = manner.latentSize();
    }

    /** Takes in what the slot chose. */
    Next apply(Stepped stepped, ControlTokens tokens) {
        position++;
        steps++;
        if (stepped.token() == tokens.stop()) {
            return Next.STOP;
        }
        if (stepped.token() == tokens.frame()) {
            // The branch without the prompt advances only with audio; what it has read otherwise is overwritten.
            negativePosition++;
            frames++;
            fresh = false;
        } else if (stepped.token() == tokens.end()) {
            fresh = true;
        } else if (stepped.token() == tokens.start()) {
            negativePosition = 0;
        } else {
            throw new IllegalStateException("slot " + slot + " chose token " + stepped.token() + ", none of " + tokens);
        }
        if (steps >= maxSteps) {
            return Next.CUT;
        }
        return stepped.token() == tokens.frame() ? Next.SPEAK_ON : Next.READ_TOKEN;
    }

    int steps() {
        return steps;
    }

    int frames() {
        return frames;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public int position() {
        return position;
    }

    @Override
    public int negativePosition() {
        return negativePosition;
    }

    @Override
    public boolean fresh() {
        return fresh;
    }

    @Override
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public float guidance() {
        return guidance;
    }

    @Override
    public void startNoise(float[] target, int from) {
        noise.frame(frames, target, from, latentSize);
    }

    @Override
    public void stepNoise(int step, float[] target, int from) {
        noise.step(frames, step, target, from, latentSize);
    }
}
