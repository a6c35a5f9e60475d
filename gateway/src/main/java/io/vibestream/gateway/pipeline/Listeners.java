package io.vibestream.gateway.pipeline;

import io.vibestream.gateway.streaming.LiveSpeech;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * Who listens to which request; to one request any number of callers. They come and go in their own threads, and the reader looks them up in
 * his: hence a concurrent map; its values are never changed.
 */
final class Listeners {

    private final ConcurrentMap<String, List<LiveSpeech>> speeches = new ConcurrentHashMap<>();

    void add(String requestId, LiveSpeech speech) {
        speeches.merge(requestId, List.of(speech),
                (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
    }

    @SuppressWarnings("ReferenceEquality") // a speech equals nothing but itself
    void remove(String requestId, LiveSpeech speech) {
        speeches.computeIfPresent(requestId, (_, all) -> {
            var others = all.stream().filter(other -> other != speech).toList();
            return others.isEmpty() ? null : others; // for this method of the map, null means: remove
        });
    }

    /** Those who listen to this request now. */
    List<LiveSpeech> of(String requestId) {
        return Optional.ofNullable(speeches.get(requestId)).orElse(List.of());
    }

    int count() {
        return speeches.values().stream().mapToInt(List::size).sum();
    }
}
