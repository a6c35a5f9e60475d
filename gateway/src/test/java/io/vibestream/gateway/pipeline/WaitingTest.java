package io.vibestream.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class WaitingTest {

    private final Waiting waiting = new Waiting();

    @Test
    void bringsAResultToWhoWaitsForItAndForgetsBoth() {
        var caller = waiting.await("1");
        var other = waiting.await("2");

        waiting.arrived("1", () -> result("1"));

        assertThat(caller.join().getRequestId()).isEqualTo("1");
        assertThat(other).isNotDone();
        assertThat(waiting.count()).isEqualTo(1);
    }

    @Test
    void readsNoResultThatNobodyWaitsFor() {
        waiting.arrived("1", () -> {
            throw new AssertionError("read for nobody");
        });
    }

    @Test
    void forgetsWhoNoLongerWaits() {
        var caller = waiting.await("1");

        assertThat(Pipeline.await(caller, Duration.ofMillis(1))).isEmpty();

        assertThat(waiting.count()).isZero();
        waiting.arrived("1", () -> result("1"));
    }

    @Test
    void tellsTheCallerThatItsResultIsUnreadable() {
        var caller = waiting.await("1");

        waiting.arrived("1", () -> {
            throw new UndecodableException("rubbish");
        });

        assertThatThrownBy(caller::join).isInstanceOf(CompletionException.class).hasMessageContaining("rubbish");
        assertThat(waiting.count()).isZero();
    }

    @Test
    void tellsEverybodyWhenTheGatewayStops() {
        var caller = waiting.await("1");

        waiting.abandon();

        assertThatThrownBy(() -> Pipeline.await(caller, Duration.ofSeconds(1))).isInstanceOf(PipelineException.class);
        assertThat(waiting.count()).isZero();
    }

    @Test
    void bringsOneResultToEverybodyWhoWaitsForIt() {
        var first = waiting.await("1");
        var second = waiting.await("1");
        var gone = waiting.await("1");
        gone.cancel(false);

        waiting.arrived("1", () -> result("1"));

        assertThat(first.join()).isSameAs(second.join());
        assertThat(waiting.count()).isZero();
    }

    private static SpeechResult result(String id) {
        return SpeechResult.newBuilder().setRequestId(id).setOutcome(Outcome.COMPLETED).setFinishedAt(Instant.EPOCH)
                .build();
    }
}
