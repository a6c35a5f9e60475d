package io.vibestream.synth.kafka;

import io.vibestream.audio.Pcm;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns an engine's pieces, of any length, into segments of one length; only the last is shorter. Owned by one attempt. */
final class Segmenter {

    private final int sampleRate;
    private final float[] segment;
    private int filled;

    Segmenter(int sampleRate, int segmentSamples) {
        this.sampleRate = sampleRate;
        this.segment = new float[segmentSamples];
    }

    /** The segments that {@code piece} completes. */
    List<Pcm> add(Pcm piece) {
        if (piece.sampleRate() != sampleRate) {
            throw new IllegalArgumentException(
                    "engine: expected " + sampleRate + " Hz, found " + piece.sampleRate() + " Hz");
        }
        var complete = new ArrayList<Pcm>();
        int read = 0;
        while (read < piece.length()) {
            int count = Math.min(segment.length - filled, piece.length() - read);
            piece.copyTo(segment, filled, read, count);
            read += count;
            filled += count;
            if (filled == segment.length) {
                complete.add(Pcm.of(sampleRate, segment));
                filled = 0;
            }
        }
        return complete;
    }

    /** What is left when nothing more comes. */
    Optional<Pcm> rest() {
        if (filled == 0) {
            return Optional.empty();
        }
        var rest = Pcm.of(sampleRate, segment).slice(0, filled);
        filled = 0;
        return Optional.of(rest);
    }
}
