package io.vibestream.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechResult;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastEngineTest {

    private final LastEngine engine = new LastEngine();

    @Test
    void isUnknownUntilSomethingWasSpoken() {
        engine.heard(status(Optional.empty()));
        engine.heard(status(Optional.of(result(1).build())));

        assertThat(engine.name()).isEmpty();
    }

    @Test
    void isTheOneThatFinishedLastInWhateverOrderItIsHeardOf() {
        engine.heard(status(Optional.of(result(20).setEngine("vibevoice").build())));
        engine.heard(status(Optional.of(result(10).setEngine("preview").build())));

        assertThat(engine.name()).contains("vibevoice");
    }

    private static SpeechResult.Builder result(long millis) {
        return SpeechResult.newBuilder().setRequestId("r").setOutcome(Outcome.COMPLETED)
                .setFinishedAt(Instant.ofEpochMilli(millis));
    }

    private static RequestStatus status(Optional<SpeechResult> result) {
        var status = RequestStatus.newBuilder().setRequestId("r").setState(RequestState.COMPLETED)
                .setUpdatedAt(Instant.ofEpochMilli(1));
        result.ifPresent(status::setResult);
        return status.build();
    }
}
