package io.vibestream.synth.forward;

import io.vibestream.audio.Pcm;
import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.ForwardPass;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.QuantizedLinears;
import io.vibestream.synth.ort.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The network on ONNX Runtime. All slots of a bucket run together through the language model, the diffusion head and the
 * convolution stacks; what they remember and their pending inputs stay on the device.
 */
public final class OrtForwardPass implements ForwardPass {

    public static final int SAMPLE_RATE = 24_000;

    private final Owned owned = new Owned();
    private final Size size;
    private final ControlTokens tokens;
    private final int[] legal;
    private final Optional<Trace> trace;
    private final Buckets buckets;
    private final Tensor embedding;
    private final LanguageModel languageModel;
    private final Diffusion diffusion;
    private final Frames frames;
    private final Voices voices;

    /**
     * How much is run at once.
     *
     * @param capacity tokens that a slot can remember
     * @param usualSteps diffusion steps of most utterances; others work too
     * @param quantized takes the place of the language model's linear layers
     */
    public record Settings(int slots, int capacity, int usualSteps, Optional<QuantizedLinears> quantized) {

        /** With the language model as it is in the checkpoint. */
        public Settings(int slots, int capacity, int usualSteps) {
            this(slots, capacity, usualSteps, Optional.empty());
        }

        public Settings {
            if (slots < 1 || capacity < 2 || usualSteps < 1) {
                throw new IllegalArgumentException("expected at least 1 slot, 2 tokens and 1 step, found " + slots
                        + ", " + capacity + " and " + usualSteps);
            }
        }
    }

    /** Looks at the numbers inside a tick; for checking against a reference. */
    @FunctionalInterface
    public interface Trace {

        void seen(int slot, String name, float[] values);
    }

    /** Loads the network. */
    public static OrtForwardPass load(Machine machine, Checkpoint checkpoint, ControlTokens tokens,
            Settings settings) {
        return new OrtForwardPass(machine, checkpoint, tokens, settings, Optional.empty());
    }

    /** Loads the network and copies the numbers inside it from the device. */
    public static OrtForwardPass traced(Machine machine, Checkpoint checkpoint, ControlTokens tokens,
            Settings settings, Trace trace) {
        return new OrtForwardPass(machine, checkpoint, tokens, settings, Optional.of(trace));
    }

    private OrtForwardPass(Machine machine, Checkpoint checkpoint, ControlTokens tokens, Settings settings,
            Optional<Trace> trace) {
        var config = checkpoint.config();
        int hidden = config.languageModel().hiddenSize();
        int slots = settings.slots();
        this.tokens = tokens;
        this.legal = tokens.ascending();
        this.trace = trace;
        this.buckets = new Buckets(slots);
        this.size = new Size(slots, settings.capacity(), hidden, config.acoustic().latentSize(),
                config.acoustic().deviation(), config.samplesPerFrame());
        try {
            this.embedding = owned.own(machine.tensor(ElementType.FLOAT, slots, 2, hidden));
            this.languageModel = owned
                    .own(new LanguageModel(machine, checkpoint, settings.quantized(), slots, settings.capacity(),
                            embedding, legal));
            this.diffusion = owned.own(
                    new Diffusion(machine, checkpoint, slots, settings.usualSteps(), languageModel.hidden()));
            this.frames = owned.own(new Frames(machine, checkpoint, slots, diffusion.sample(), embedding));
            this.voices = owned.own(new Voices(machine, checkpoint));
        } catch (RuntimeException e) {
            owned.close();
            throw e;
        }
    }

    @Override
    public Size size() {
        return size;
    }

    @Override
    public float[] embed(int... ids) {
        return voices.embed(ids);
    }

    @Override
    public VoiceEncoder encodeVoice() {
        return voices.encode();
    }

    @Override
    public float[] embedVoice(float[] latents) {
        return voices.embedVoice(latents);
    }

    @Override
    public void prefill(int slot, int position, float[] embeddings) {
        languageModel.prefill(slot, position, embeddings);
    }

    @Override
    public void place(int slot, float[] next) {
        for (int branch = 0; branch < 2; branch++) {
            embedding.write((2L * slot + branch) * size.hidden(), next, 0, size.hidden());
        }
    }

    @Override
    public List<Stepped> run(List<? extends Row> rows) {
        languageModel.run(rows, buckets.of(rows));
        var chosen = new int[rows.size()];
        var speaking = new ArrayList<Row>();
        for (int i = 0; i < chosen.length; i++) {
            chosen[i] = choose(rows.get(i).slot());
            if (chosen[i] == tokens.frame()) {
                speaking.add(rows.get(i));
            }
        }
        if (!speaking.isEmpty()) {
            int bucket = buckets.of(speaking);
            diffusion.run(speaking, bucket);
            frames.run(speaking, bucket);
            trace.ifPresent(watcher -> speaking.forEach(row -> show(row.slot(), watcher)));
        }
        var results = new ArrayList<Stepped>();
        for (int i = 0; i < chosen.length; i++) {
            int slot = rows.get(i).slot();
            results.add(new Stepped(slot, chosen[i],
                    chosen[i] == tokens.frame() ? Optional.of(audio(slot)) : Optional.empty()));
        }
        return results;
    }

    /**
     * The most likely of the legal tokens; of equally likely ones the lowest. Where a likelihood is not a number, a frame: it will
     * be none either, so that whoever hears it learns of it. Any other token would look like the model's choice.
     */
    private int choose(int slot) {
        var logits = languageModel.logits(slot);
        trace.ifPresent(watcher -> watcher.seen(slot, "logits", logits));
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            if (Float.isNaN(logits[i])) {
                return tokens.frame();
            }
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return legal[best];
    }

    private Pcm audio(int slot) {
        return Pcm.of(SAMPLE_RATE, row(frames.audio(), slot, size.samplesPerFrame()));
    }

    private void show(int slot, Trace watcher) {
        watcher.seen(slot, "hidden", row(languageModel.hidden(), 2 * slot, size.hidden()));
        watcher.seen(slot, "negative", row(languageModel.hidden(), 2 * slot + 1, size.hidden()));
        watcher.seen(slot, "latent", row(diffusion.sample(), slot, size.latent()));
        watcher.seen(slot, "semantic",
                row(frames.semantic(), slot, Math.toIntExact(frames.semantic().elements() / size.slots())));
    }

    private static float[] row(Tensor tensor, int row, int width) {
        var values = new float[width];
        tensor.read((long) row * width, values, 0, width);
        return values;
    }

    @Override
    public void close() {
        owned.close();
    }
}
