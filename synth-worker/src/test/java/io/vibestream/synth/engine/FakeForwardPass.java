package io.vibestream.synth.engine;

import io.vibestream.audio.Pcm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network without weights: a prompt says how many frames it speaks in its first token, and the audio of a frame tells
 * its slot's prompt and number. Refuses what a real one would answer with noise.
 *
 * <p>The third token of a prompt may be {@link #SPOILED}: its second frame is not a number.
 */
public final class FakeForwardPass implements ForwardPass {

    public static final ControlTokens TOKENS = new ControlTokens(1, 2, 3, 0);

    static final int SPOILED = 98;

    private final Size size;
    private final int[] read;
    private final float[][] prompts;
    private final float[][] pending;
    private final AtomicInteger encoded = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Integer> batches = new ArrayList<>();

    FakeForwardPass(int slots) {
        this(slots, 2);
    }

    /** With frames of two samples or more; those after the first two are silence. */
    public FakeForwardPass(int slots, int samplesPerFrame) {
        this.size = new Size(slots, 100, 1, 1, 0, samplesPerFrame);
        this.read = new int[slots];
        this.prompts = new float[slots][100];
        this.pending = new float[slots][1];
    }

    void breakDown() {
        broken.set(true);
    }

    boolean isClosed() {
        return closed.get();
    }

    int encodedPieces() {
        return encoded.get();
    }

    List<Integer> batches() {
        return batches;
    }

    @Override
    public Size size() {
        return size;
    }

    @Override
    public float[] embed(int... tokens) {
        var embeddings = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            embeddings[i] = tokens[i];
        }
        return embeddings;
    }

    @Override
    public VoiceEncoder encodeVoice() {
        return new VoiceEncoder() {

            @Override
            public float[] next(float[] samples) {
                encoded.incrementAndGet();
                return new float[samples.length / size.samplesPerFrame()];
            }

            @Override
            public void close() {
                // nothing to give back
            }
        };
    }

    @Override
    public float[] embedVoice(float[] latents) {
        return latents;
    }

    @Override
    public void prefill(int slot, int position, float[] embeddings) {
        if (position != 0 && position != read[slot]) {
            throw new IllegalStateException("slot " + slot + " has read " + read[slot] + ", not " + position);
        }
        System.arraycopy(embeddings, 0, prompts[slot], position, embeddings.length);
        read[slot] = position + embeddings.length;
    }

    @Override
    public void place(int slot, float[] embedding) {
        pending[slot] = embedding.clone();
    }

    @Override
    public List<Stepped> run(List<? extends Row> rows) {
        if (broken.get()) {
            throw new IllegalStateException("the device is gone");
        }
        batches.add(rows.size());
        var results = new ArrayList<Stepped>();
        for (var row : rows) {
            int slot = row.slot();
            if (row.position() < read[slot]) {
                throw new IllegalStateException("slot " + slot + " is at " + row.position());
            }
            int spoken = row.negativePosition();
            boolean stop = spoken >= prompts[slot][0];
            results.add(new Stepped(slot, stop ? TOKENS.stop() : TOKENS.frame(),
                    stop ? Optional.empty() : Optional.of(frame(prompts[slot], spoken))));
        }
        return results;
    }

    private Pcm frame(float[] prompt, int number) {
        var samples = new float[size.samplesPerFrame()];
        samples[0] = prompt[2] == SPOILED && number == 1 ? Float.NaN : prompt[1];
        samples[1] = number;
        return Pcm.of(24_000, samples);
    }

    @Override
    public void close() {
        closed.set(true);
    }

    @Override
    public String toString() {
        return "read " + Arrays.toString(read);
    }
}
