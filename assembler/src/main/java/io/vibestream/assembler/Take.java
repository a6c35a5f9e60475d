package io.vibestream.assembler;

import io.vibestream.schemas.ChunkCompleted;
import java.util.Optional;

/**
 * One attempt at one chunk, as far as its events have come in, in whatever order. Segments are counted once each.
 *
 * @param segments how many there are
 * @param beyond one more than the highest index among them
 * @param samples over all of them
 * @param completed what the worker said at its end
 * @param chosen whether this attempt is the one that is heard
 */
record Take(int segments, int beyond, long samples, Optional<ChunkCompleted> completed, boolean chosen) {

    static final Take NOTHING = new Take(0, 0, 0, Optional.empty(), false);

    /** With one segment more, which was not there before. */
    Take withSegment(int index, int length) {
        return new Take(segments + 1, Math.max(beyond, index + 1), samples + length, completed, chosen);
    }

    /** The first word counts. */
    Take withEnd(ChunkCompleted end) {
        return completed.isPresent() ? this : new Take(segments, beyond, samples, Optional.of(end), chosen);
    }

    Take choose() {
        return new Take(segments, beyond, samples, completed, true);
    }

    /** Whether every segment is there that the worker says there are: so many different ones, and none beyond. */
    boolean isWhole() {
        return completed.map(end -> segments == end.getSegments() && beyond == end.getSegments()).orElse(false);
    }

    /** What does not fit between the worker's last word and its segments, once all of them are there. */
    Optional<String> contradiction() {
        return completed.filter(end -> isWhole() && samples != end.getSamples()).map(
                end -> "expected " + end.getSamples() + " samples in " + segments + " segments, found " + samples);
    }
}
