package io.vibestream.gateway.streaming;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What has arrived of one request and was not heard yet, by chunk, in the order of arrival. Keeps the samples of what is heard soonest, up
 * to a budget, and of the rest only where it lies: so a listener may be as slow, and chunks may come as early, as they like. Owned by
 * whoever holds the lock of its {@link LiveSpeech}.
 */
final class Arrivals {

    private final int budgetBytes;
    private final NavigableMap<Integer, Deque<Arrival>> byChunk = new TreeMap<>();
    private long keptBytes;

    /** @param budgetBytes of samples that are kept */
    Arrivals(int budgetBytes) {
        this.budgetBytes = budgetBytes;
    }

    /** Something that happened to one attempt at a chunk. */
    sealed interface Arrival {

        String attempt();

        /** A segment; its samples are here, or can be had from its place. */
        final class Segment implements Arrival {
            private final String attempt;
            private final int index;
            private final Place place;
            private Optional<byte[]> samples;

            Segment(String attempt, int index, Place place, byte[] samples) {
                this.attempt = attempt;
                this.index = index;
                this.place = place;
                this.samples = Optional.of(samples);
            }

            @Override
            public String attempt() {
                return attempt;
            }

            int index() {
                return index;
            }

            byte[] samples(Recall recall) {
                return samples.orElseGet(() -> recall.samples(place));
            }

            private int keptBytes() {
                return samples.map(bytes -> bytes.length).orElse(0);
            }
        }

        /** The attempt is over after so many segments. */
        record Completed(String attempt, int segments) implements Arrival {}
    }

    void add(int chunk, Arrival arrival) {
        byChunk.computeIfAbsent(chunk, _ -> new ArrayDeque<>()).add(arrival);
        keptBytes += kept(arrival);
        if (keptBytes > budgetBytes) {
            letGoOfTheLatest();
        }
    }

    /** The samples that are heard last are the ones to be read again. */
    private void letGoOfTheLatest() {
        for (var arrived : byChunk.descendingMap().values()) {
            var latest = arrived.descendingIterator();
            while (latest.hasNext()) {
                if (latest.next() instanceof Arrival.Segment segment && segment.samples.isPresent()) {
                    keptBytes -= segment.keptBytes();
                    segment.samples = Optional.empty();
                    if (keptBytes <= budgetBytes) {
                        return;
                    }
                }
            }
        }
    }

    /** Takes the next arrival of a chunk out, and everything of chunks before it away. */
    Optional<Arrival> next(int chunk) {
        var over = byChunk.headMap(chunk, false);
        over.values().forEach(arrived -> arrived.forEach(arrival -> keptBytes -= kept(arrival)));
        over.clear();
        var arrived = byChunk.get(chunk);
        if (arrived == null || arrived.isEmpty()) {
            return Optional.empty();
        }
        var arrival = arrived.remove();
        keptBytes -= kept(arrival);
        return Optional.of(arrival);
    }

    private static int kept(Arrival arrival) {
        return switch (arrival) {
            case Arrival.Segment segment -> segment.keptBytes();
            case Arrival.Completed _ -> 0;
        };
    }

    long keptBytes() {
        return keptBytes;
    }
}
