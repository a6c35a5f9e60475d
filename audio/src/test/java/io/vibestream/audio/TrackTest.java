package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrackTest {

    private static final int RATE = 24000;
    private static final Silences SILENCE = Silences.between(3);

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void yieldsEverySampleOnceAndInOrderWhateverTheArrivalOrder(long seed) {
        var random = new Random(seed);
        var chunks = chunks(random);
        var arrivals = new ArrayList<Arrival>();
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            arrivals.addAll(attempt(random, chunk, "whole", chunks.get(chunk)));
            // Another worker tried too, cut its segments elsewhere, and may have died on the way.
            var other = attempt(random, chunk, "other", chunks.get(chunk));
            arrivals.addAll(other.subList(0, random.nextInt(other.size() + 1)));
        }
        arrivals.addAll(List.copyOf(arrivals.subList(0, random.nextInt(arrivals.size()))));
        Collections.shuffle(arrivals, random);
        var silences = silences(random, chunks.size());
        var track = new Track(chunks.size(), RATE, silences);

        var drained = new ArrayList<Pcm>();
        for (var arrival : arrivals) {
            arrival.at(track);
            if (random.nextBoolean()) {
                drained.addAll(track.drain());
            }
        }
        drained.addAll(track.drain());

        assertThat(samples(drained)).as("seed %d", seed).containsExactly(expected(chunks, silences));
        assertThat(track.isComplete()).as("seed %d", seed).isTrue();
        assertThat(track.totalSamples()).as("seed %d", seed).isEqualTo(expected(chunks, silences).length);
        for (var span : track.spans()) {
            var there = new float[(int) span.samples()];
            System.arraycopy(expected(chunks, silences), (int) span.startSample(), there, 0, there.length);
            assertThat(there).as("seed %d, %s", seed, span).containsExactly(chunks.get(span.chunk()));
        }
        assertThat(track.spans()).hasSize((int) chunks.stream().filter(chunk -> chunk.length > 0).count());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neverMixesAttemptsAtAChunkThatIsWholeBeforeItsTurn(long seed) {
        var random = new Random(seed);
        var first = new float[]{1, 1, 1, 1, 1, 1, 1};
        var second = new float[]{2, 2, 2, 2, 2, 2, 2};
        var arrivals = attempt(random, 1, "first", first);
        arrivals.addAll(attempt(random, 1, "second", second));
        Collections.shuffle(arrivals, random);
        var track = new Track(2, RATE, SILENCE);

        arrivals.forEach(arrival -> arrival.at(track));
        track.completed(0, "a", 0);

        assertThat(samples(track.drain())).as("seed %d", seed).isIn(first, second);
    }

    @Test
    void yieldsEachSegmentAsSoonAsItsTurnHasCome() {
        var track = new Track(2, RATE, SILENCE);

        track.segment(0, "a", 0, pcm(1));
        assertThat(samples(track.drain())).containsExactly(1);
        track.segment(0, "a", 2, pcm(3));
        assertThat(track.drain()).isEmpty();
        track.segment(0, "a", 1, pcm(2));
        assertThat(samples(track.drain())).containsExactly(2, 3);
        track.segment(1, "b", 0, pcm(4));
        assertThat(track.drain()).isEmpty();
        track.completed(0, "a", 3);
        assertThat(samples(track.drain())).containsExactly(0, 0, 0, 4);
        assertThat(track.isComplete()).isFalse();
        track.completed(1, "b", 1);
        assertThat(track.drain()).isEmpty();
        assertThat(track.isComplete()).isTrue();
    }

    @Test
    void staysWithTheAttemptThatBeganUntilAnotherIsWhole() {
        var track = new Track(1, RATE, SILENCE);
        track.segment(0, "died", 0, pcm(1, 2, 3));
        track.drain();

        track.segment(0, "second", 0, pcm(1, 2, 3));
        track.segment(0, "second", 1, pcm(4, 5, 6));
        assertThat(track.drain()).isEmpty();
        track.completed(0, "second", 2);

        assertThat(samples(track.drain())).containsExactly(4, 5, 6);
        assertThat(track.isComplete()).isTrue();
    }

    @Test
    void goesOnInTheMiddleOfASegmentWhenTheWholeAttemptIsCutElsewhere() {
        var track = new Track(1, RATE, SILENCE);
        track.segment(0, "died", 0, pcm(1, 2, 3));
        track.drain();

        track.segment(0, "second", 0, pcm(1, 2));
        track.segment(0, "second", 1, pcm(3, 4));
        track.completed(0, "second", 2);

        assertThat(samples(track.drain())).containsExactly(4);
    }

    @Test
    void endsAChunkWhoseWholeAttemptIsShorterThanWhatWasHeard() {
        var track = new Track(2, RATE, SILENCE);
        track.segment(0, "died", 0, pcm(1, 2, 3));
        track.drain();

        track.completed(0, "second", 0);
        track.completed(1, "a", 0);

        assertThat(track.drain()).isEmpty();
        assertThat(track.isComplete()).isTrue();
        assertThat(track.spans()).containsExactly(new Span(0, 0, 3));
    }

    @Test
    void ignoresWhatComesAfterAChunkIsOut() {
        var track = new Track(1, RATE, SILENCE);
        track.segment(0, "a", 0, pcm(1));
        track.completed(0, "a", 1);
        track.drain();

        track.segment(0, "b", 0, pcm(1));
        track.completed(0, "b", 1);

        assertThat(track.drain()).isEmpty();
        assertThat(track.totalSamples()).isOne();
    }

    @Test
    void ignoresSegmentsBeyondTheEndOfTheirAttempt() {
        var track = new Track(1, RATE, SILENCE);
        track.segment(0, "a", 0, pcm(1));
        track.segment(0, "a", 1, pcm(2));

        track.completed(0, "a", 1);

        assertThat(samples(track.drain())).containsExactly(1);
    }

    @Test
    void isCompleteFromTheStartWithoutChunks() {
        assertThat(new Track(0, RATE, SILENCE).isComplete()).isTrue();
    }

    @Test
    void refusesChunksItDoesNotHaveAndSegmentsOfAnotherRate() {
        var track = new Track(2, RATE, SILENCE);

        assertThatThrownBy(() -> track.completed(2, "a", 1)).hasMessage("chunk: expected 0 to 1, found 2");
        assertThatThrownBy(() -> track.segment(0, "a", 0, Pcm.silence(16000, 1)))
                .hasMessage("segment 0 of chunk 0: expected 24000 Hz, found 16000");
    }

    private interface Arrival {

        void at(Track track);
    }

    /** A third of the chunks has no sound; every sample is another number. */
    private static List<float[]> chunks(Random random) {
        var chunks = new ArrayList<float[]>();
        float next = 1;
        for (int chunk = 1 + random.nextInt(8); chunk > 0; chunk--) {
            var samples = new float[random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(40)];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = next++;
            }
            chunks.add(samples);
        }
        return chunks;
    }

    private static List<Arrival> attempt(Random random, int chunk, String name, float[] samples) {
        var arrivals = new ArrayList<Arrival>();
        int segments = 0;
        for (int from = 0; from < samples.length;) {
            int to = Math.min(samples.length, from + random.nextInt(12));
            int index = segments++;
            var audio = Pcm.of(RATE, samples).slice(from, to);
            arrivals.add(track -> track.segment(chunk, name, index, audio));
            from = to;
        }
        int count = segments;
        arrivals.add(track -> track.completed(chunk, name, count));
        return arrivals;
    }

    private static Silences silences(Random random, int chunks) {
        var before = new TreeMap<Integer, Integer>();
        for (int chunk = 0; chunk < chunks; chunk++) {
            if (random.nextInt(3) == 0) {
                before.put(chunk, random.nextInt(6));
            }
        }
        return new Silences(3, before, random.nextInt(5));
    }

    /** The rule once more, in other words. */
    private static float[] expected(List<float[]> chunks, Silences silences) {
        var pieces = new ArrayList<Pcm>();
        OptionalInt asked = OptionalInt.empty();
        boolean begun = false;
        for (int i = 0; i < chunks.size(); i++) {
            var before = silences.before().get(i);
            asked = before == null ? asked : OptionalInt.of(asked.orElse(0) + before);
            if (chunks.get(i).length > 0) {
                pieces.add(Pcm.silence(RATE, asked.orElse(begun ? silences.between() : 0)));
                pieces.add(Pcm.of(RATE, chunks.get(i)));
                asked = OptionalInt.empty();
                begun = true;
            }
        }
        pieces.add(Pcm.silence(RATE, begun ? asked.orElse(0) + silences.atEnd() : 0));
        return samples(pieces);
    }

    private static Pcm pcm(float... samples) {
        return Pcm.of(RATE, samples);
    }

    private static float[] samples(List<Pcm> pieces) {
        var all = new float[pieces.stream().mapToInt(Pcm::length).sum()];
        int at = 0;
        for (var piece : pieces) {
            piece.copyTo(all, at, 0, piece.length());
            at += piece.length();
        }
        return all;
    }
}
