package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The latest state of every request that is under way or ended lately, whoever took it: what {@code tts.status} says, without the
 * results, which stay in Kafka. Written by the reader's thread, read by all others: hence a concurrent map.
 */
final class StatusIndex {

    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(RequestState state, Instant updatedAt) {}

    void put(RequestStatus status) {
        entries.put(status.getRequestId(), new Entry(status.getState(), status.getUpdatedAt()));
    }

    void remove(String requestId) {
        entries.remove(requestId);
    }

    /** Empty when nothing was heard of the request, or not for long. */
    Optional<RequestState> state(String requestId) {
        return Optional.ofNullable(entries.get(requestId)).map(Entry::state);
    }

    /** Forgets what ended or was last heard of too long ago. */
    void expire(Instant now, Duration endedFor, Duration silentFor) {
        entries.values().removeIf(entry -> entry.updatedAt()
                .plus(RequestStates.ended(entry.state()) ? endedFor : silentFor).isBefore(now));
    }

    int size() {
        return entries.size();
    }
}
