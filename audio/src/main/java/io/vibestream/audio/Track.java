package io.vibestream.audio;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the segments of one request into one track, while they arrive: in any order, repeated, and from several
 * attempts at a chunk. Sound comes out as soon as everything before it is out. Owned by one thread.
 *
 * <p>Of a chunk's attempts the first to begin is heard until another is whole; that one then goes on at the sample the
 * first had reached. Attempts at one chunk say the same, sample by sample, so the seam cannot be heard; and a chunk
 * that is whole before its turn comes has no seam.
 */
public final class Track {

    private final int chunks;
    private final int sampleRate;
    private final Timeline timeline;
    private final Map<Integer, ChunkTakes> waiting = new HashMap<>();
    private int current;

    /**
     * @param chunks how many chunks the track has
     * @param sampleRate of every segment
     */
    public Track(int chunks, int sampleRate, Silences silences) {
        if (chunks < 0) {
            throw new IllegalArgumentException("chunks: expected 0 or more, found " + chunks);
        }
        this.chunks = chunks;
        this.sampleRate = sampleRate;
        timeline = new Timeline(silences);
    }

    /** Takes segment {@code index} of one attempt at a chunk. What is known already is ignored. */
    public void segment(int chunk, String attempt, int index, Pcm audio) {
        if (audio.sampleRate() != sampleRate) {
            throw new IllegalArgumentException("segment " + index + " of chunk " + chunk + ": expected "
                    + sampleRate + " Hz, found " + audio.sampleRate());
        }
        if (isOpen(chunk)) {
            takes(chunk).segment(attempt, index, audio);
        }
    }

    /** Learns that an attempt at a chunk ended after so many segments; none means that the chunk has no sound. */
    public void completed(int chunk, String attempt, int segments) {
        if (isOpen(chunk)) {
            takes(chunk).completed(attempt, segments);
        }
    }

    private boolean isOpen(int chunk) {
        if (chunk < 0 || chunk >= chunks) {
            throw new IllegalArgumentException("chunk: expected 0 to " + (chunks - 1) + ", found " + chunk);
        }
        return chunk >= current;
    }

    private ChunkTakes takes(int chunk) {
        return waiting.computeIfAbsent(chunk, _ -> new ChunkTakes());
    }

    /** Hands out, once, everything whose turn has come. */
    public List<Pcm> drain() {
        var sound = new ArrayList<Pcm>();
        for (var takes = waiting.get(current); takes != null; takes = waiting.get(current)) {
            for (var piece = takes.next(); piece.isPresent(); piece = takes.next()) {
                sound.addAll(Silences.pieces(sampleRate, timeline.append(current, piece.get().length())));
                sound.add(piece.get());
            }
            if (!takes.isFinished()) {
                break;
            }
            waiting.remove(current);
            current++;
            if (isComplete()) {
                sound.addAll(Silences.pieces(sampleRate, timeline.finish()));
            }
        }
        return List.copyOf(sound);
    }

    /** Where the chunks drained so far lie; the last may still grow. Chunks without sound have no span. */
    public List<Span> spans() {
        return timeline.spans();
    }

    /** Number of samples drained so far. */
    public long totalSamples() {
        return timeline.totalSamples();
    }

    /** The chunk that sound can be drained of next; the number of chunks when the track is complete. */
    public int turn() {
        return current;
    }

    /** Whether the whole track has been drained. */
    public boolean isComplete() {
        return current == chunks;
    }
}
