package io.vibestream.gateway.jobs;

import io.vibestream.audio.Pcm;
import java.util.Optional;

/** How loud a track is, twenty times a second, while it comes: enough to draw it. Owned by one thread. */
final class Peaks {

    private static final int A_SECOND = 20;

    private final double window;
    private int done;
    private long samples;
    private float peak;

    /**
     * Peaks of a track.
     *
     * @param sampleRate of what is spoken
     * @param speed of what is heard in the end
     */
    Peaks(int sampleRate, double speed) {
        window = sampleRate * speed / A_SECOND;
    }

    /**
     * Those that one piece of the track has completed.
     *
     * @param startSeconds where the first begins in the finished track
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Drawn(double startSeconds, float[] peaks) {}

    /** Empty when the piece is too short for a peak of its own. */
    Optional<Drawn> draw(Pcm piece) {
        int first = done;
        var peaks = new float[(int) ((samples + piece.length()) / window) - first];
        for (int i = 0; i < piece.length(); i++) {
            peak = Math.max(peak, Math.abs(piece.sample(i)));
            samples++;
            if (samples >= (done + 1) * window) {
                peaks[done - first] = peak;
                done++;
                peak = 0;
            }
        }
        return done == first ? Optional.empty() : Optional.of(new Drawn(first / (double) A_SECOND, peaks));
    }
}
