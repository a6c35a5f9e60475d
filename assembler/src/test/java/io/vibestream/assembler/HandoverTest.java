package io.vibestream.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.assembler.store.Stored;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Reason;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HandoverTest {

    private static final URI LINK = URI.create("https://audio.example/x");
    private static final Optional<Supplier<Stored>> WORKS = Optional.of(() -> new Stored.Available(LINK));
    private static final Optional<Supplier<Stored>> FAILS = Optional.of(() -> new Stored.Failed("403 no"));
    private static final Optional<Supplier<Stored>> REFUSES = Optional.of(() -> new Stored.Refused("403 no"));
    private static final Optional<Supplier<Stored>> NONE = Optional.empty();
    private static final Optional<Supplier<Stored>> UNASKED = Optional.of(() -> {
        throw new AssertionError("nobody asked for a store");
    });

    private static Handover small(Delivery wish, Optional<Supplier<Stored>> store) {
        return Handover.of(wish, 10, 10, store);
    }

    private static Handover large(Delivery wish, Optional<Supplier<Stored>> store) {
        return Handover.of(wish, 11, 10, store);
    }

    private static Handover ready(Optional<URI> link, boolean inline, String warning) {
        return new Handover.Ready(link, inline, Optional.of(warning).filter(text -> !text.isEmpty()));
    }

    @Test
    void wishesThatCanBeFulfilledAre() {
        assertThat(small(Delivery.STORE, WORKS)).isEqualTo(ready(Optional.of(LINK), false, ""));
        assertThat(large(Delivery.STORE, WORKS)).isEqualTo(ready(Optional.of(LINK), false, ""));
        assertThat(small(Delivery.BOTH, WORKS)).isEqualTo(ready(Optional.of(LINK), true, ""));
        assertThat(small(Delivery.INLINE, UNASKED)).isEqualTo(ready(Optional.empty(), true, ""));
    }

    @Test
    void whatIsTooLargeForAResultGoesToTheStoreAndSaysSo() {
        var warning = "not delivered inline: expected at most 10 bytes, found 11";

        assertThat(large(Delivery.INLINE, WORKS)).isEqualTo(ready(Optional.of(LINK), false, warning));
        assertThat(large(Delivery.BOTH, WORKS)).isEqualTo(ready(Optional.of(LINK), false, warning));
    }

    @ParameterizedTest
    @EnumSource(value = Delivery.class, names = {"STORE", "BOTH"})
    void aStoreThatFailsIsReplacedByTheResultItself(Delivery wish) {
        assertThat(small(wish, FAILS))
                .isEqualTo(ready(Optional.empty(), true, "not stored, delivered inline: 403 no"));
    }

    @ParameterizedTest
    @EnumSource(value = Delivery.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void whatNeitherStoreNorResultTakesFailsTheRequest(Delivery wish) {
        assertThat(large(wish, FAILS)).isEqualTo(new Handover.Impossible(Ending.of(Reason.STORE_FAILED, "403 no")));
        assertThat(large(wish, NONE)).isInstanceOfSatisfying(Handover.Impossible.class, impossible -> {
            assertThat(impossible.ending().reason()).isEqualTo(Reason.TOO_LARGE_INLINE);
            assertThat(impossible.ending().message()).endsWith("no store is configured");
        });
    }

    @ParameterizedTest
    @EnumSource(value = Delivery.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void withoutAStoreResultsCarryTheAudio(Delivery wish) {
        assertThat(small(wish, NONE)).isEqualTo(ready(Optional.empty(), true, ""));
    }

    @ParameterizedTest
    @EnumSource(value = Delivery.class, names = {"STORE", "BOTH"})
    void whatIsWantedInAStoreOfTheCallersIsNotDeliveredElsewhere(Delivery wish) {
        var impossible = new Handover.Impossible(Ending.of(Reason.STORE_FAILED, "403 no"));

        assertThat(small(wish, REFUSES)).isEqualTo(impossible);
        assertThat(large(wish, REFUSES)).isEqualTo(impossible);
    }

    @Test
    void whoListensLiveGetsNothingElse() {
        assertThat(small(Delivery.NONE, WORKS)).isEqualTo(ready(Optional.empty(), false, ""));
        assertThat(large(Delivery.NONE, WORKS)).isEqualTo(ready(Optional.empty(), false, ""));
    }
}
