package io.vibestream.gateway.http;

import io.helidon.webserver.CloseConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whoever waits for the answer to the call that this thread serves. For that thread, after it has read the call's body. */
public final class Caller {

    /** How long it may take to notice that somebody went away. */
    public static final Duration GLANCE = Duration.ofMillis(250);

    private Caller() {}

    /** Whether nobody waits any more: the connection is closed at the other end. */
    public static boolean hasGone() {
        return Wire.CURRENT.isBound() && Wire.CURRENT.get().isCut();
    }

    /** What ends a call that nobody waits for; no answer can be given, so none is written. */
    public static CloseConnectionException gone() {
        return new CloseConnectionException("the caller has gone");
    }

    /**
     * Waits for a result as long as the caller does, but no longer than until {@code end}.
     *
     * @throws CloseConnectionException when the caller has gone
     * @throws ExecutionException when there will be no result
     */
    public static <T> Optional<T> await(CompletableFuture<T> result, Instant end, InstantSource clock)
            throws ExecutionException, InterruptedException {
        while (clock.instant().isBefore(end)) {
            try {
                return Optional.of(result.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS));
            } catch (TimeoutException notYet) {
                if (hasGone()) {
                    throw gone();
                }
            }
        }
        return Optional.empty();
    }
}
