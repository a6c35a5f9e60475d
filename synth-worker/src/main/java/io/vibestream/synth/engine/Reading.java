package io.vibestream.synth.engine;

import io.vibestream.synth.engine.Preparation.Ready;
import io.vibestream.synth.engine.Preparation.Recording;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A slot getting to know its prompt, in pieces short enough for the other slots to speak in between: first the recordings
 * that nobody has encoded before, then the prompt itself. Owned by the engine thread.
 */
final class Reading implements AutoCloseable {

    private final ForwardPass forward;
    private final VoiceCache cache;
    private final Pieces pieces;
    private final int slot;
    private final Ready prompt;
    private final Noise noise;
    private final List<FloatBuffer> latents = new ArrayList<>();
    private Optional<Listening> listening = Optional.empty();
    private float[] embeddings = {};
    private int read;

    /**
     * How much is done at a time.
     *
     * @param frames of a recording
     * @param tokens of a prompt
     */
    record Pieces(int frames, int tokens) {}

    Reading(ForwardPass forward, VoiceCache cache, Pieces pieces, int slot, Ready prompt, Noise noise) {
        this.forward = forward;
        this.cache = cache;
        this.pieces = pieces;
        this.slot = slot;
        this.prompt = prompt;
        this.noise = noise;
    }

    /** Does one piece. Returns whether that was the last. */
    boolean advance() {
        if (latents.size() < prompt.recordings().size()) {
            listen(prompt.recordings().get(latents.size()));
            return false;
        }
        if (embeddings.length == 0) {
            embeddings = embeddings();
        }
        int width = forward.size().hidden();
        int last = prompt.tokens().size() - 1;
        int end = Math.min(last, read + pieces.tokens());
        if (end > read) {
            forward.prefill(slot, read, Arrays.copyOfRange(embeddings, read * width, end * width));
            read = end;
        }
        if (read < last) {
            return false;
        }
        forward.place(slot, Arrays.copyOfRange(embeddings, last * width, (last + 1) * width));
        return true;
    }

    private void listen(Recording recording) {
        var known = cache.get(recording.key());
        if (known.isPresent()) {
            latents.add(known.get());
            return;
        }
        var current = listening.orElseGet(() -> new Listening(recording));
        listening = Optional.of(current);
        if (current.advance()) {
            cache.put(recording.key(), current.means);
            close();
        }
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

    @Override
    public void close() {
        listening.ifPresent(Listening::close);
        listening = Optional.empty();
    }

    /** A recording being encoded. */
    private final class Listening implements AutoCloseable {

        private final ForwardPass.VoiceEncoder encoder = forward.encodeVoice();
        private final float[] samples;
        private final float[] means;
        private int heard;

        Listening(Recording recording) {
            var size = forward.size();
            int frames = recording.frames(size.samplesPerFrame());
            // Silence completes the last frame.
            this.samples = Arrays.copyOf(recording.audio().toArray(), frames * size.samplesPerFrame());
            this.means = new float[frames * size.latent()];
        }

        boolean advance() {
            var size = forward.size();
            int frames = Math.min(pieces.frames(), samples.length / size.samplesPerFrame() - heard);
            int from = heard * size.samplesPerFrame();
            var next = encoder.next(Arrays.copyOfRange(samples, from, from + frames * size.samplesPerFrame()));
            System.arraycopy(next, 0, means, heard * size.latent(), next.length);
            heard += frames;
            return heard * size.samplesPerFrame() == samples.length;
        }

        @Override
        public void close() {
            encoder.close();
        }
    }
}
