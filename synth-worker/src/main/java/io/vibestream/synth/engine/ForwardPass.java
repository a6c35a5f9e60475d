package io.vibestream.synth.engine;

import io.vibestream.audio.Pcm;
import java.util.List;
import java.util.Optional;

/**
 * The network on a device: a table of slots, each of which remembers one sequence. Owned and called by the engine thread
 * alone. A slot needs no cleaning: what a sequence left there is never read by the next one.
 */
public interface ForwardPass extends AutoCloseable {

    /**
     * What the network and its slots measure.
     *
     * @param capacity tokens that a slot can remember
     * @param latentDeviation by how much the latents of a recording scatter around their mean, before the one random factor
     * per recording
     */
    record Size(int slots, int capacity, int hidden, int latent, double latentDeviation, int samplesPerFrame) {}

    /** One live slot in a tick, and what it needs for its next frame should it choose to speak. */
    interface Row {

        int slot();

        /** Where in the slot's memory the pending input goes: the number of tokens it has seen. */
        int position();

        /** The same for the branch that does not see the prompt. */
        int negativePosition();

        /** Whether the convolutions begin with silence. */
        boolean fresh();

        Schedule schedule();

        float guidance();

        /** Starting noise of the frame. */
        void startNoise(float[] target, int from);

        /** Fresh noise of one solver step of the frame. */
        void stepNoise(int step, float[] target, int from);
    }

    /** What a slot chose, and its audio when it chose to speak. */
    record Stepped(int slot, int token, Optional<Pcm> audio) {}

    /** Reads a recording piece by piece, and must be closed before the next recording begins. */
    interface VoiceEncoder extends AutoCloseable {

        /** The mean latents of the next samples, whole frames of them. */
        float[] next(float[] samples);

        @Override
        void close();
    }

    Size size();

    /** Embeddings of tokens, one after another. */
    float[] embed(int... tokens);

    VoiceEncoder encodeVoice();

    /** Embeddings that stand for sampled latents of a recording in the prompt. */
    float[] embedVoice(float[] latents);

    /** Lets a slot read embeddings from a position on. Choosing and speaking are left to {@link #run}. */
    void prefill(int slot, int position, float[] embeddings);

    /** Sets the pending input of both branches of a slot. Speaking sets it too. */
    void place(int slot, float[] embedding);

    /**
     * One tick: every row reads its pending input and chooses a token; those that chose {@link ControlTokens#frame()} speak
     * one frame, which becomes their pending input.
     *
     * @return one result for each row, in their order
     */
    List<Stepped> run(List<? extends Row> rows);

    @Override
    void close();
}
