package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a job without reading it.
 *
 * @param requestId the request that speaks for it now
 * @param keptFor how long it is known after its end
 * @param expiresAt from then on it is unknown, whatever its state
 * @param formatShown the format as the caller wrote it, if the caller did
 */
public record KnownJob(String id, String requestId, Instant createdAt, Duration keptFor, Optional<Instant> expiresAt,
        int retries, Optional<String> formatShown) {

    public static KnownJob of(Job job) {
        return new KnownJob(job.getId(), job.getRequestId(), job.getCreatedAt(),
                Duration.ofMillis(job.getKeepMillis()), job.getExpiresAt(), job.getRetries(),
                job.getFormatShown());
    }

    /** Whether the job is unknown by now. */
    public boolean isExpired(Optional<Progress> progress, Instant now) {
        var over = progress.filter(Progress::isOver).map(end -> end.updatedAt().plus(keptFor));
        return over.filter(until -> !now.isBefore(until)).isPresent()
                || expiresAt.filter(until -> !now.isBefore(until)).isPresent();
    }
}
