package io.vibestream.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.UndecodableException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StateTest {

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final TakeCodec takes = new TakeCodec(new Codecs(registry::register, registry::find).events());

    static Stream<Request> requests() {
        var begun = Request.Open.begun("r-\u20ac", Speech.NOON);
        var outline = Optional.of(new Request.Outline(70, Speech.NOON.plusSeconds(60)));
        return Stream.of(begun, new Request.Ended(Speech.NOON),
                new Request.Open("r", Speech.NOON, outline, ChunkSet.NONE.with(0, 24_000).with(69, 7),
                        Optional.empty()),
                new Request.Open("r", Speech.NOON, Optional.empty(), ChunkSet.NONE.with(1 << 19, 1L << 40),
                        Optional.of(Ending.of(Reason.CANCELLED, "the caller went away"))));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void requestsComeBackAsTheyWere(Request request) {
        var codec = new RequestCodec();

        assertThat(codec.decode(codec.encode(request))).isEqualTo(request);
    }

    @Test
    void requestsOfTheVersionBeforeAreStillReadable() {
        var begun = Request.Open.begun("r", Speech.NOON);
        var now = new RequestCodec().encode(begun);
        var before = Arrays.copyOf(now, now.length - Long.BYTES); // the length of the chunks stood not there yet
        before[0] = 1;

        assertThat(new RequestCodec().decode(before)).isEqualTo(begun);
    }

    @Test
    void takesComeBackAsTheyWere() {
        var end = (ChunkCompleted) Speech.completed("r", 0, "a", List.of(new short[3])).getEvent();

        for (var take : List.of(Take.NOTHING, Take.NOTHING.withSegment(4, 24_000),
                Take.NOTHING.withEnd(end).choose())) {
            assertThat(takes.decode(takes.encode(take))).isEqualTo(take);
        }
    }

    @Test
    void bytesOfAnotherKindAreRefused() {
        assertThatThrownBy(() -> new RequestCodec().decode(new byte[]{9})).isInstanceOf(UndecodableException.class)
                .hasMessage("request: expected kind 1, 2 or 3, found 9");
        assertThatThrownBy(() -> takes.decode(new byte[3])).isInstanceOf(UndecodableException.class);
    }

    @Test
    void whatIsDueEarlierSortsFirst() {
        var request = StoreKeys.request("r");

        assertThat(StoreKeys.due(Instant.ofEpochMilli(9), request))
                .isLessThan(StoreKeys.due(Instant.ofEpochMilli(10), request))
                .isGreaterThan(StoreKeys.firstDue()).isLessThan(StoreKeys.afterDue(Instant.ofEpochMilli(9)))
                .isGreaterThan(StoreKeys.afterDue(Instant.ofEpochMilli(8)));
        assertThat(StoreKeys.requestOf(StoreKeys.due(Speech.NOON, request))).isEqualTo(request);
    }

    @Test
    void aTakeIsWholeWhenItsSegmentsAreThoseThatWereAnnounced() {
        var end = (ChunkCompleted) Speech.completed("r", 0, "a", List.of(new short[5], new short[5])).getEvent();
        var whole = Take.NOTHING.withSegment(1, 5).withEnd(end).withSegment(0, 5);

        assertThat(whole.isWhole()).isTrue();
        assertThat(whole.contradiction()).isEmpty();
        assertThat(Take.NOTHING.withSegment(0, 5).withSegment(2, 5).withEnd(end).isWhole()).isFalse();
        assertThat(Take.NOTHING.withSegment(0, 5).withSegment(1, 6).withEnd(end).contradiction())
                .contains("expected 10 samples in 2 segments, found 11");
    }
}
