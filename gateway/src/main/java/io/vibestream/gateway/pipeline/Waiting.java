package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.SpeechResult;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Who waits for which result. Callers come from their own threads and results from the reader's, hence a concurrent map; its values are
 * never changed. Nobody stays in it longer than he waits.
 */
final class Waiting {

    private final ConcurrentMap<String, List<CompletableFuture<SpeechResult>>> callers = new ConcurrentHashMap<>();

    /** From now on this result is awaited, until the future has ended in one way or another. */
    CompletableFuture<SpeechResult> await(String requestId) {
        var caller = new CompletableFuture<SpeechResult>();
        callers.merge(requestId, List.of(caller), (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        var _ = caller.whenComplete((result, failure) -> leave(requestId, caller));
        return caller;
    }

    @SuppressWarnings("ReferenceEquality") // a future equals nothing but itself
    private void leave(String requestId, CompletableFuture<SpeechResult> caller) {
        callers.computeIfPresent(requestId, (_, all) -> {
            var others = all.stream().filter(other -> other != caller).toList();
            return others.isEmpty() ? null : others; // for this method of the map, null means: remove
        });
    }

    /** A result came; it is read only if somebody waits for it. */
    void arrived(String requestId, Supplier<SpeechResult> result) {
        var waiting = Optional.ofNullable(callers.get(requestId)).orElse(List.of());
        if (waiting.isEmpty()) {
            return;
        }
        try {
            var read = result.get();
            waiting.forEach(caller -> caller.complete(read));
        } catch (RuntimeException unreadable) {
            waiting.forEach(caller -> caller.completeExceptionally(unreadable));
        }
    }

    /** Nobody will answer any more. */
    void abandon() {
        callers.values().stream().flatMap(List::stream).toList().forEach(
                caller -> caller.completeExceptionally(new IllegalStateException("the gateway is stopping")));
    }

    int count() {
        return callers.values().stream().mapToInt(List::size).sum();
    }
}
