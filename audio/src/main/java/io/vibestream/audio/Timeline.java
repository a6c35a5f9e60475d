package io.vibestream.audio;

import java.util.ArrayList;
import java.util.List;

/**
 * The rule by which chunks become one track: silence stands between chunks that have sound, never at the ends, and a
 * chunk without sound leaves no gap. Knows lengths only, so that it serves whoever holds the samples. Owned by one
 * thread.
 */
public final class Timeline {

    private final int silence;
    private final List<Span> spans = new ArrayList<>();

    /** @param silence samples between two chunks that have sound */
    public Timeline(int silence) {
        if (silence < 0) {
            throw new IllegalArgumentException("silence between chunks: expected 0 or more samples, found " + silence);
        }
        this.silence = silence;
    }

    /**
     * Puts the next {@code samples} of {@code chunk} at the end; chunks come in order, one in as many pieces as it
     * likes.
     *
     * @return how many samples of silence stand before these
     */
    public int append(int chunk, long samples) {
        int last = spans.isEmpty() ? 0 : spans.getLast().chunk();
        if (chunk < last || samples < 0) {
            throw new IllegalArgumentException("expected samples of chunk " + last + " or later, found " + samples
                    + " of chunk " + chunk);
        }
        if (samples == 0) {
            return 0;
        }
        long end = totalSamples();
        if (!spans.isEmpty() && chunk == last) {
            var span = spans.removeLast();
            spans.add(new Span(chunk, span.startSample(), end + samples));
            return 0;
        }
        int before = spans.isEmpty() ? 0 : silence;
        spans.add(new Span(chunk, end + before, end + before + samples));
        return before;
    }

    /** One span for each chunk with sound so far, in order. */
    public List<Span> spans() {
        return List.copyOf(spans);
    }

    /** Length of the track so far. */
    public long totalSamples() {
        return spans.isEmpty() ? 0 : spans.getLast().endSample();
    }
}
