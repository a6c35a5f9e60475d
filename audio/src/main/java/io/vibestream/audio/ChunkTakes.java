package io.vibestream.audio;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** All attempts at one chunk, and which of them is heard. Owned by its {@link Track}. */
final class ChunkTakes {

    private final Map<String, Take> takes = new LinkedHashMap<>();
    private Optional<Take> heard = Optional.empty();
    private long samplesOut;

    void segment(String attempt, int index, Pcm audio) {
        take(attempt).add(index, audio);
    }

    void completed(String attempt, int segments) {
        take(attempt).end(segments);
    }

    private Take take(String attempt) {
        return takes.computeIfAbsent(attempt, _ -> new Take());
    }

    /** The next sound of the chunk, if it is here. */
    Optional<Pcm> next() {
        choose();
        return heard.flatMap(take -> take.after(samplesOut)).map(piece -> {
            samplesOut += piece.length();
            return piece;
        });
    }

    private void choose() {
        if (heard.filter(Take::isWhole).isPresent()) {
            return;
        }
        var whole = takes.values().stream().filter(Take::isWhole).findFirst();
        if (whole.isPresent()) {
            heard = whole;
        } else if (heard.isEmpty()) {
            heard = takes.values().stream().filter(Take::hasBegun).findFirst();
        }
    }

    boolean isFinished() {
        return heard.filter(Take::isUsedUp).isPresent();
    }

    /** One attempt at the chunk. */
    private static final class Take {

        private final Map<Integer, Pcm> segments = new HashMap<>();
        private final BitSet seen = new BitSet();
        private OptionalInt count = OptionalInt.empty();
        private int nextSegment;
        private long samplesRead;

        void add(int index, Pcm audio) {
            if (!seen.get(index)) {
                seen.set(index);
                segments.put(index, audio);
            }
        }

        void end(int segmentCount) {
            count = OptionalInt.of(segmentCount);
        }

        boolean hasBegun() {
            return seen.get(0);
        }

        boolean isWhole() {
            return count.isPresent() && seen.nextClearBit(0) >= count.getAsInt();
        }

        boolean isUsedUp() {
            return count.isPresent() && nextSegment >= count.getAsInt();
        }

        /** What the next segment with sound beyond sample {@code offset} of the chunk has there. */
        Optional<Pcm> after(long offset) {
            while (segments.containsKey(nextSegment) && !isUsedUp()) {
                var segment = segments.remove(nextSegment);
                nextSegment++;
                long start = samplesRead;
                samplesRead += segment.length();
                if (samplesRead > offset) {
                    int skipped = (int) Math.max(0, offset - start);
                    return Optional.of(skipped == 0 ? segment : segment.slice(skipped, segment.length()));
                }
            }
            return Optional.empty();
        }
    }
}
