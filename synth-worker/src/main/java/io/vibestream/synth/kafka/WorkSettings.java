package io.vibestream.synth.kafka;

import java.time.Duration;

/**
 * How chunks are taken and given back.
 *
 * @param maxAttempts how often a chunk is tried before its request fails
 * @param lock how long a taken chunk stays this worker's without renewal
 * @param drain how long a stopping worker goes on with what it speaks
 */
public record WorkSettings(int maxAttempts, Duration lock, Duration drain) {

    /** Kafka's own highest delivery limit is 10, and {@link #deliveryLimit} must stay above the attempts. */
    public static final int MOST_ATTEMPTS = 8;

    public WorkSettings {
        if (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException(
                    "attempts: expected 1 to " + MOST_ATTEMPTS + ", found " + maxAttempts);
        }
        if (lock.toMillis() < 1 || drain.isNegative()) {
            throw new IllegalArgumentException("expected a lock above 0 ms and a drain of 0 or more, found " + lock
                    + " and " + drain);
        }
    }

    /**
     * After so many deliveries Kafka drops a record in silence. Two more than we try, so that a worker can still say that
     * the attempts are used up.
     */
    int deliveryLimit() {
        return Math.max(5, maxAttempts + 2);
    }
}
