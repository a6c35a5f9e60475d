package io.vibestream.synth.engine;

/**
 * The standard normal numbers that one speech draws. A pure function of the place they are drawn for, so that neither the
 * batch nor a second attempt changes them.
 */
public interface Noise {

    /** What the latent of an audio frame grows from. */
    void frame(int frame, float[] target, int from, int count);

    /** What the stochastic solver adds in one step of a frame. */
    void step(int frame, int step, float[] target, int from, int count);

    /** The one factor by which the sampled latents of a voice recording scatter. */
    float voiceScale(int voice);

    /** How the latents of a voice recording scatter. */
    void voice(int voice, float[] target, int from, int count);
}
