package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The speech of jobs that somebody fetches piece by piece. It is heard where the job was taken, and every piece is handed out once. Callers
 * come from many threads: a concurrent map, and one caller at a time for each job.
 */
final class JobStreams {

    private static final int MAX_ANSWER_CHARS = 900_000;
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** What nobody fetches is let go; the job itself goes on. */
    private static final Duration UNFETCHED = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final ConcurrentMap<String, Fetching> jobs = new ConcurrentHashMap<>();

    /** What was fetched at once. */
    record Batch(List<ObjectNode> items, boolean isLast) {}

    JobStreams(InstantSource clock) {
        this.clock = clock;
    }

    void begin(String requestId, LivePieces pieces) {
        var now = clock.instant();
        jobs.values().removeIf(old -> old.letGo(now));
        jobs.put(requestId, new Fetching(pieces, now));
    }

    /** As {@link #begin}, unless the pieces are heard here already. */
    void join(String requestId, Supplier<LivePieces> pieces) {
        var now = clock.instant();
        jobs.values().removeIf(old -> old.letGo(now));
        var _ = jobs.computeIfAbsent(requestId, _ -> new Fetching(pieces.get(), now));
    }

    boolean has(String requestId) {
        return jobs.containsKey(requestId);
    }

    /** The next pieces; empty when this job's speech is not heard here. */
    Optional<Batch> next(String requestId) {
        return Optional.ofNullable(jobs.get(requestId)).map(job -> job.fetch(clock.instant()));
    }

    /** One job's pieces, and who fetches them. */
    private static final class Fetching {
        // Guarded by this.
        private final LivePieces pieces;
        private Instant fetchedAt;
        private boolean over;

        Fetching(LivePieces pieces, Instant now) {
            this.pieces = pieces;
            fetchedAt = now;
        }

        synchronized Batch fetch(Instant now) {
            fetchedAt = now;
            var items = new ArrayList<ObjectNode>();
            int chars = 0;
            try {
                while (!over && chars < MAX_ANSWER_CHARS) {
                    switch (pieces.next(items.isEmpty() ? PATIENCE : Duration.ZERO)) {
                        case LivePieces.Next.Piece(var item) -> {
                            items.add(item);
                            chars += item.path("audio_chunk").textValue().length();
                        }
                        case LivePieces.Next.Complete(var item) -> {
                            items.add(item);
                            end();
                        }
                        case LivePieces.Next.Failed _ -> end(); // the job's status says why
                        case LivePieces.Next.Wait _ -> {
                            return new Batch(items, false);
                        }
                    }
                }
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            return new Batch(items, over);
        }

        private void end() {
            over = true;
            pieces.close();
        }

        synchronized boolean letGo(Instant now) {
            boolean old = fetchedAt.plus(UNFETCHED).isBefore(now);
            if (old && !over) {
                end();
            }
            return old;
        }
    }
}
