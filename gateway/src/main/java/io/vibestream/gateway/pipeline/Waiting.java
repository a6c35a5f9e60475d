package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.SpeechResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Who waits for which result. Callers' threads put themselves in, the results' thread answers them: a concurrent map, not a queue,
 * because answers find their callers by id. Nobody stays in it longer than he waits.
 */
final class Waiting {

    private final ConcurrentMap<String, CompletableFuture<SpeechResult>> callers = new ConcurrentHashMap<>();

    /** From now on this result is awaited, until the future has ended in one way or another. */
    CompletableFuture<SpeechResult> await(String requestId) {
        var caller = new CompletableFuture<SpeechResult>();
        if (callers.putIfAbsent(requestId, caller) != null) {
            throw new IllegalArgumentException("the result of this request is awaited already");
        }
        var _ = caller.whenComplete((result, failure) -> callers.remove(requestId, caller));
        return caller;
    }

    /** A result came; it is read only if somebody waits for it. */
    void arrived(String requestId, Supplier<SpeechResult> result) {
        var caller = callers.get(requestId);
        if (caller == null) {
            return;
        }
        try {
            caller.complete(result.get());
        } catch (RuntimeException unreadable) {
            caller.completeExceptionally(unreadable);
        }
    }

    /** Nobody will answer any more. */
    void abandon() {
        callers.values().forEach(
                caller -> caller.completeExceptionally(new IllegalStateException("the gateway is stopping")));
    }

    int count() {
        return callers.size();
    }
}
