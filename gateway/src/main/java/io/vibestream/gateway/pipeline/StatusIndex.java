package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.RequestStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The latest word on every request that is under way or ended lately, whoever took it: what {@code tts.status} says, without the
 * results, which stay in Kafka where they lie. Written by the reader's thread and by whoever produces a status, read by all others: hence
 * a concurrent map.
 */
final class StatusIndex {

    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    record Entry(Progress progress, Position position) {}

    /** The same record may come twice, from who produced it and from Kafka; the later one counts. */
    void put(RequestStatus status, Position position) {
        var progress = new Progress(status.getState(), status.getChunks(), status.getChunksSpoken(),
                status.getSecondsSpoken(), status.getUpdatedAt());
        entries.merge(status.getRequestId(), new Entry(progress, position),
                (old, found) -> old.position().isAfter(found.position())
                        ? old
                        : new Entry(found.progress().after(old.progress()), found.position()));
    }

    void remove(String requestId) {
        entries.remove(requestId);
    }

    /** Empty when nothing was heard of the request, or not for long. */
    Optional<Entry> find(String requestId) {
        return Optional.ofNullable(entries.get(requestId));
    }

    Optional<Progress> progress(String requestId) {
        return find(requestId).map(Entry::progress);
    }

    /**
     * Forgets what ended or was last heard of too long ago.
     *
     * @param wanted requests that jobs stand for, whose ends are kept as long as these
     */
    void expire(Instant now, Duration endedFor, Duration silentFor, Set<String> wanted) {
        entries.entrySet().removeIf(entry -> {
            var progress = entry.getValue().progress();
            var kept = progress.isOver() && !wanted.contains(entry.getKey()) ? endedFor : silentFor;
            return progress.updatedAt().plus(kept).isBefore(now);
        });
    }

    int size() {
        return entries.size();
    }
}
