package io.vibestream.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vibestream.schemas.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnstileTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final Turnstile turnstile = new Turnstile(
            CallLimits.of(List.of("anna=60/2", "*=2/5/bulk")), 6);

    @Test
    void letsAHolderInAsOftenAMinuteAsTheLimitSays() {
        for (int call = 0; call < 60; call++) {
            assertThat(turnstile.enter("anna", NOON)).as("call %d", call).isEqualTo(new Turnstile.Turn.In());
            turnstile.leave("anna");
        }

        assertThat(turnstile.enter("anna", NOON))
                .isEqualTo(new Turnstile.Turn.Enough(Duration.ofSeconds(1), "60 calls a minute"));
        assertThat(turnstile.enter("anna", NOON.plusSeconds(1))).isEqualTo(new Turnstile.Turn.In());
        assertThat(turnstile.enter("anna", NOON.plusSeconds(1))).isInstanceOf(Turnstile.Turn.Enough.class);
    }

    @Test
    void letsAHolderHaveAsManyCallsOpenAsTheLimitSays() {
        turnstile.enter("anna", NOON);
        turnstile.enter("anna", NOON);

        assertThat(turnstile.enter("anna", NOON))
                .isEqualTo(new Turnstile.Turn.Enough(Duration.ofSeconds(1), "2 calls at once"));
        turnstile.leave("anna");
        assertThat(turnstile.enter("anna", NOON)).isEqualTo(new Turnstile.Turn.In());
    }

    @Test
    void countsEverybodyElseEachForThemselves() {
        turnstile.enter("bert", NOON);
        turnstile.enter("bert", NOON);

        assertThat(turnstile.enter("bert", NOON)).isInstanceOf(Turnstile.Turn.Enough.class);
        assertThat(turnstile.enter("carl", NOON)).isEqualTo(new Turnstile.Turn.In());
    }

    @Test
    void closesWhenAllTogetherAreTooMany() {
        for (var holder : List.of("a", "b", "c", "d", "e", "f")) {
            turnstile.enter(holder, NOON);
        }

        assertThat(turnstile.enter("g", NOON)).isInstanceOf(Turnstile.Turn.Full.class);
        turnstile.leave("a");
        assertThat(turnstile.enter("g", NOON)).isEqualTo(new Turnstile.Turn.In());
        assertThat(turnstile.inside()).isEqualTo(6);
    }

    @Test
    void readsWhichLaneAHolderMayUse() {
        var limits = CallLimits.of(List.of("anna=60/2", " *=2/5/bulk"));

        assertThat(limits.of("anna").orElseThrow().priority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(limits.of("bert").orElseThrow().priority()).isEqualTo(Priority.BULK);
        assertThat(CallLimits.NONE.of("anna")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "anna", "anna=", "anna=1", "anna=0/1", "anna=1/0", "anna=1/1/fast", "=1/1", "anna=-1/1",
            "anna=9999999/1"})
    void refusesLimitsThatMeanNothing(String written) {
        assertThatIllegalArgumentException().isThrownBy(() -> CallLimits.of(List.of(written)));
        assertThatIllegalArgumentException().isThrownBy(() -> CallLimits.of(List.of("a=1/1", "a=2/2")));
    }
}
