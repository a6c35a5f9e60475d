package io.vibestream.synth.engine;

import io.vibestream.synth.engine.Preparation.Ready;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A slot getting to know its prompt, in pieces short enough for the other slots to speak in between: first the recordings
 * that nobody has heard before, then the prompt itself. Owned by the engine thread.
 */
final class Reading {

    private final ForwardPass forward;
    private final Recordings recordings;
    private final Pieces pieces;
    private final int slot;
    private final Ready prompt;
    private final Noise noise;
    private final List<FloatBuffer> latents = new ArrayList<>();
    private float[] embeddings = {};
    private int read;

    /**
     * How much is done at most between two frames of the others.
     *
     * @param frames of a recording
     * @param tokens of prompts
     */
    record Pieces(int frames, int tokens) {

        /** As long as reading so many tokens. */
        int framesFor(int tokensToRead) {
            return Math.max(1, tokensToRead * frames / tokens);
        }
    }

    Reading(ForwardPass forward, Recordings recordings, Pieces pieces, int slot, Ready prompt, Noise noise) {
        this.forward = forward;
        this.recordings = recordings;
        this.pieces = pieces;
        this.slot = slot;
        this.prompt = prompt;
        this.noise = noise;
    }

    /** Reads on, and says how many tokens: all of these, or none if a recording had to be heard first. */
    int advance(int tokens) {
        while (latents.size() < prompt.recordings().size()) {
            var means = recordings.hear(prompt.recordings().get(latents.size()), pieces.framesFor(tokens));
            if (means.isEmpty()) {
                return 0;
            }
            latents.add(means.get());
        }
        if (read == 0) {
            embeddings = embeddings();
        }
        int end = read + tokens;
        // The last token is not read but pending: the first step reads it, in both branches.
        int last = prompt.tokens().size() - 1;
        int stop = Math.min(end, last);
        if (stop > read) {
            forward.prefill(slot, read, slice(read, stop));
        }
        if (end > last) {
            forward.place(slot, slice(last, end));
        }
        read = end;
        return tokens;
    }

    private float[] slice(int from, int to) {
        int width = forward.size().hidden();
        return Arrays.copyOfRange(embeddings, from * width, to * width);
    }

    private float[] embeddings() {
        var size = forward.size();
        var all = forward.embed(prompt.tokens().stream().mapToInt(Integer::intValue).toArray());
        for (int voice = 0; voice < prompt.recordings().size(); voice++) {
            var sampled = sample(voice, latents.get(voice));
            var spoken = forward.embedVoice(sampled);
            System.arraycopy(spoken, 0, all, prompt.recordings().get(voice).position() * size.hidden(), spoken.length);
        }
        return all;
    }

    private float[] sample(int voice, FloatBuffer means) {
        var sampled = new float[means.limit()];
        noise.voice(voice, sampled, 0, sampled.length);
        float scale = (float) forward.size().latentDeviation() * noise.voiceScale(voice);
        for (int i = 0; i < sampled.length; i++) {
            sampled[i] = means.get(i) + scale * sampled[i];
        }
        return sampled;
    }
}
