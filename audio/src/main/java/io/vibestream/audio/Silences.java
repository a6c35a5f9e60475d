package io.vibestream.audio;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The silence of one track, in samples: between any two chunks, or instead of that exactly so much before certain ones, and at the end.
 *
 * @param between what stands between two chunks where nothing else is said
 * @param before what stands before a chunk, the first included, by the chunk's index
 * @param atEnd what stands after the last chunk
 */
public record Silences(int between, NavigableMap<Integer, Integer> before, int atEnd) {

    public Silences {
        before = Collections.unmodifiableNavigableMap(new TreeMap<>(before));
        if (between < 0 || atEnd < 0 || before.values().stream().anyMatch(samples -> samples < 0)) {
            throw new IllegalArgumentException(
                    "silence: expected 0 or more samples, found " + between + " between chunks, "
                            + before + " before some and " + atEnd + " at the end");
        }
    }

    /** The same silence between all chunks, and none at the ends. */
    public static Silences between(int samples) {
        return new Silences(samples, Collections.emptyNavigableMap(), 0);
    }

    /**
     * Silences that were asked for in milliseconds.
     *
     * @param speed of a track that will be made so many times faster, after which its silences are to have their length
     */
    public static Silences ofMillis(int sampleRate, double speed, int between, Map<Integer, Integer> before,
            int atEnd) {
        var samples = new TreeMap<Integer, Integer>();
        before.forEach((chunk, millis) -> samples.put(chunk, samples(sampleRate, speed, millis)));
        return new Silences(samples(sampleRate, speed, between), samples, samples(sampleRate, speed, atEnd));
    }

    private static int samples(int sampleRate, double speed, int millis) {
        return Math.toIntExact(Math.round(sampleRate * speed * millis / 1000));
    }

    /**
     * What stands between two chunks with sound. The chunks between them have none; what was asked for before these is not lost.
     *
     * @param last the chunk before, −1 for the beginning of the track
     */
    int before(int last, int chunk) {
        var asked = before.subMap(last, false, chunk, true);
        if (asked.isEmpty()) {
            return last < 0 ? 0 : between;
        }
        return sum(asked);
    }

    /** What stands after the last chunk with sound. */
    int after(int last) {
        return sum(before.tailMap(last, false)) + atEnd;
    }

    private static int sum(Map<Integer, Integer> samples) {
        return samples.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** So much silence, in pieces of a second: a long pause is no reason to hold all of it. */
    public static List<Pcm> pieces(int sampleRate, int samples) {
        var second = Pcm.silence(sampleRate, Math.min(sampleRate, samples));
        int rest = samples % sampleRate;
        var whole = Stream.generate(() -> second).limit(samples / sampleRate);
        return Stream.concat(whole, rest == 0 ? Stream.empty() : Stream.of(second.slice(0, rest))).toList();
    }
}
