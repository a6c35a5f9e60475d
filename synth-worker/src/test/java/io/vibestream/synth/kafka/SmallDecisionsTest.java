package io.vibestream.synth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.schemas.Reason;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SmallDecisionsTest {

    @Test
    void aKeyIsTheRequestAndTheIndexAfterItsLastSlash() {
        assertThat(ChunkKey.parse("r/0")).contains(new ChunkKey("r", 0));
        assertThat(ChunkKey.parse("a/b/12")).contains(new ChunkKey("a/b", 12));
    }

    @Test
    void otherKeysTellNothing() {
        for (var key : new String[]{"", "r", "/1", "r/", "r/x", "r/-1", "r/99999999999"}) {
            assertThat(ChunkKey.parse(key)).as(key).isEmpty();
        }
    }

    @Test
    void waitingTimesDoubleUpToTenSeconds() {
        var backoff = new Backoff();

        assertThat(IntStream.range(0, 8).mapToObj(_ -> backoff.next().toMillis())).containsExactly(200L, 400L, 800L,
                1600L, 3200L, 6400L, 10_000L, 10_000L);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void anAttemptIsRepeatedOnlyWhenThatMayHelpAndOnlySoOften() {
        var policy = new AttemptPolicy(3);

        assertThat(policy.givenUpFor(false, 1)).contains(Reason.ENGINE_FAILED);
        assertThat(policy.givenUpFor(true, 2)).isEmpty();
        assertThat(policy.givenUpFor(true, 3)).contains(Reason.ATTEMPTS_EXHAUSTED);
        assertThat(policy.isUsedUp(3)).isFalse();
        assertThat(policy.isUsedUp(4)).isTrue();
    }

    @Test
    void kafkaDropsNothingBeforeTheLastAttemptWasReported() {
        for (int attempts = 1; attempts <= WorkSettings.MOST_ATTEMPTS; attempts++) {
            var settings = new WorkSettings(attempts, Duration.ofSeconds(30), Duration.ZERO);
            assertThat(settings.deliveryLimit()).isBetween(attempts + 2, 10);
        }
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new WorkSettings(9, Duration.ofSeconds(1), Duration.ZERO))
                .hasMessageContaining("expected 1 to 8, found 9");
        assertThatThrownBy(() -> new WorkSettings(3, Duration.ZERO, Duration.ZERO)).hasMessageContaining("lock");
    }

    @Test
    void onlyTheLatestCancellationsAreKept() {
        var cancelled = new CancelledRequests(2);

        cancelled.add("a");
        cancelled.add("b");
        cancelled.add("a");
        cancelled.add("c");

        assertThat(cancelled.contains("a")).isTrue();
        assertThat(cancelled.contains("b")).isFalse();
        assertThat(cancelled.contains("c")).isTrue();
    }
}
