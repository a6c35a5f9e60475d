package io.vibestream.audio;

import java.util.ArrayList;
import java.util.List;

/**
 * The rule by which chunks become one track: silence stands between chunks that have sound, and where a pause was asked for; a chunk without
 * sound leaves no gap, but the pause before it stays. A track without any sound has no pauses either. Knows lengths only, so that it serves
 * whoever holds the samples. Owned by one thread.
 */
public final class Timeline {

    private final Silences silences;
    private final List<Span> spans = new ArrayList<>();
    private long total;

    public Timeline(Silences silences) {
        this.silences = silences;
    }

    /**
     * Puts the next {@code samples} of {@code chunk} at the end; chunks come in order, one in as many pieces as it
     * likes.
     *
     * @return how many samples of silence stand before these
     */
    public int append(int chunk, long samples) {
        int last = spans.isEmpty() ? -1 : spans.getLast().chunk();
        if (chunk < Math.max(0, last) || samples < 0) {
            throw new IllegalArgumentException("expected samples of chunk " + Math.max(0, last) + " or later, found "
                    + samples + " of chunk " + chunk);
        }
        if (samples == 0) {
            return 0;
        }
        int before = chunk == last ? 0 : silences.before(last, chunk);
        long start = chunk == last ? spans.removeLast().startSample() : total + before;
        total += before + samples;
        spans.add(new Span(chunk, start, total));
        return before;
    }

    /**
     * Ends the track, once, after the last of its chunks.
     *
     * @return how many samples of silence stand there
     */
    public int finish() {
        int after = spans.isEmpty() ? 0 : silences.after(spans.getLast().chunk());
        total += after;
        return after;
    }

    /** One span for each chunk with sound so far, in order. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Length of the track so far. */
    public long totalSamples() {
        return total;
    }
}
