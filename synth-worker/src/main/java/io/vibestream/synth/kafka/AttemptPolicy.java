package io.vibestream.synth.kafka;

import io.vibestream.schemas.Reason;
import java.util.Optional;

/** When a chunk is given up. Deliveries are counted by Kafka, over all workers, crashes included. */
record AttemptPolicy(int maxAttempts) {

    /** Whether a chunk comes once too often: each time before, its worker died or lost it in the middle. */
    boolean isUsedUp(int deliveries) {
        return deliveries > maxAttempts;
    }

    /** Why a chunk that the engine failed at is given up; empty when it gets another attempt. */
    Optional<Reason> givenUpFor(boolean retryable, int deliveries) {
        if (!retryable) {
            return Optional.of(Reason.ENGINE_FAILED);
        }
        return deliveries >= maxAttempts ? Optional.of(Reason.ATTEMPTS_EXHAUSTED) : Optional.empty();
    }
}
