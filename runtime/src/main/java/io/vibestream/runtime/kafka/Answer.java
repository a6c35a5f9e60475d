package io.vibestream.runtime.kafka;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;

/** What an admin call came to: a value (none for calls that return nothing) or the broker's failure. */
record Answer<T>(Optional<T> value, Optional<Throwable> failure) {

    /** Waits for the answer. */
    static <T> Answer<T> of(KafkaFuture<T> future) {
        try {
            return new Answer<>(Optional.ofNullable(future.get()), Optional.empty());
        } catch (InterruptedException stop) {
            throw new InterruptException(stop);
        } catch (ExecutionException failure) {
            return new Answer<>(Optional.empty(),
                    Optional.of(failure.getCause() == null ? failure : failure.getCause()));
        }
    }
}
