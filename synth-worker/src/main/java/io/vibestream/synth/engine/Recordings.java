package io.vibestream.synth.engine;

import io.vibestream.synth.engine.Preparation.Recording;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the network hears in recordings: each is heard once, in pieces, and remembered. The device hears one at a time, so
 * that one which was begun is heard to its end before another, whoever asks and whoever asked for it. Owned by the engine
 * thread.
 */
final class Recordings implements AutoCloseable {

    private static final int REMEMBERED = 64;

    private final ForwardPass forward;
    private final VoiceCache heard = new VoiceCache(REMEMBERED);
    private Optional<Listening> listening = Optional.empty();

    Recordings(ForwardPass forward) {
        this.forward = forward;
    }

    /** How many recordings are remembered. */
    int remembered() {
        return heard.size();
    }

    /** The mean latents of a recording; empty after listening to a piece of it, or of the one before it. */
    Optional<FloatBuffer> hear(Recording recording, int frames) {
        var known = heard.get(recording.key());
        if (known.isEmpty()) {
            var current = listening.orElseGet(() -> new Listening(recording));
            listening = Optional.of(current);
            if (current.advance(frames)) {
                heard.put(current.key, current.means);
                close();
            }
        }
        return known;
    }

    @Override
    public void close() {
        listening.ifPresent(Listening::close);
        listening = Optional.empty();
    }

    /** A recording being heard. */
    private final class Listening implements AutoCloseable {

        private final ForwardPass.VoiceEncoder encoder = forward.encodeVoice();
        private final String key;
        private final float[] samples;
        private final float[] means;
        private int frame;

        Listening(Recording recording) {
            var size = forward.size();
            int frames = recording.frames(size.samplesPerFrame());
            this.key = recording.key();
            // Silence completes the last frame.
            this.samples = Arrays.copyOf(recording.audio().toArray(), frames * size.samplesPerFrame());
            this.means = new float[frames * size.latent()];
        }

        boolean advance(int most) {
            var size = forward.size();
            int frames = Math.min(most, samples.length / size.samplesPerFrame() - frame);
            int from = frame * size.samplesPerFrame();
            var next = encoder.next(Arrays.copyOfRange(samples, from, from + frames * size.samplesPerFrame()));
            System.arraycopy(next, 0, means, frame * size.latent(), next.length);
            frame += frames;
            return frame * size.samplesPerFrame() == samples.length;
        }

        @Override
        public void close() {
            encoder.close();
        }
    }
}
