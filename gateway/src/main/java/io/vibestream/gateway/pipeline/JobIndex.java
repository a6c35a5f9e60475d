package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

/**
 * Which jobs there are and where they lie; what they say stays in Kafka. Written by the reader's thread and by whoever writes a job, read
 * by all others: hence a concurrent map.
 */
final class JobIndex {

    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    record Entry(KnownJob job, Position position) {}

    /** The same record may come twice, from who wrote it and from Kafka; the later one counts. */
    void put(Job job, Position position) {
        entries.merge(job.getId(), new Entry(KnownJob.of(job), position),
                (old, found) -> old.position().isAfter(found.position()) ? old : found);
    }

    void remove(String id) {
        entries.remove(id);
    }

    Optional<Entry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    List<KnownJob> all() {
        return entries.values().stream().map(Entry::job).toList();
    }

    /** Forgets jobs that are over for long, and those of which nothing can come any more. */
    void expire(Instant now, Duration longestLife, Function<String, Optional<Progress>> progress) {
        entries.values().removeIf(entry -> entry.job().isExpired(progress.apply(entry.job().requestId()), now)
                || entry.job().createdAt().plus(longestLife).isBefore(now));
    }

    int size() {
        return entries.size();
    }
}
