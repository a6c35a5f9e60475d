package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Job;
import io.vibestream.schemas.JobApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which jobs there are and where they lie; what they say stays in Kafka. Written by the reader's thread and by whoever writes a job, read
 * by all others: hence a concurrent map, and a condition for those who wait until the reader has come to what they wrote.
 */
final class JobIndex {

    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /**
     * One job.
     *
     * @param position where it can be read
     * @param first where it was written first: the same claim may be written again
     */
    record Entry(KnownJob job, Position position, Position first) {

        /** What is to be believed when {@code found} comes, too. The same record may come twice, from who wrote it and from Kafka. */
        private Entry and(Entry found) {
            var origin = found.job.origin();
            if (!found.position.isAfter(position) || origin.generation() < job.origin().generation()) {
                return this;
            }
            boolean rival = origin.api() == JobApi.JOBS && !origin.deleted()
                    && origin.generation() == job.origin().generation();
            if (!rival) {
                return found;
            }
            boolean same = !job.origin().deleted() && origin.bodyHash().equals(job.origin().bodyHash());
            return same ? new Entry(job, found.position, first) : this;
        }
    }

    void put(Job job, Position position) {
        entries.merge(job.getId(), new Entry(KnownJob.of(job), position, position), Entry::and);
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The job of this id, of this generation or a later one, as soon as there is one; empty when there is none in time. */
    Optional<Entry> await(String id, int generation, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (true) {
                var found = find(id).filter(entry -> entry.job().origin().generation() >= generation);
                if (found.isPresent() || nanos <= 0) {
                    return found;
                }
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
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

    /** The requests that speak for the jobs. */
    Set<String> requestIds() {
        return entries.values().stream().map(entry -> entry.job().requestId()).collect(Collectors.toUnmodifiableSet());
    }

    /** Forgets jobs that are over for long, and those of which nothing can come any more. */
    void expire(Instant now, Function<String, Optional<Progress>> progress) {
        entries.values().removeIf(entry -> entry.job().isExpired(progress.apply(entry.job().requestId()), now));
    }

    int size() {
        return entries.size();
    }
}
