package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Job;
import io.vibestream.schemas.JobApi;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.SpeechRequest;
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
 * @param origin how its caller named and asked for it
 */
public record KnownJob(String id, String requestId, Instant createdAt, Duration keptFor, Optional<Instant> expiresAt,
        int retries, Optional<String> formatShown, Origin origin) {

    /** No request lives longer, and a day more no word of it is kept: a job of which nothing is heard by then is over for long. */
    static final Duration LONGEST_SILENCE = Duration.ofDays(8);

    /**
     * Where a job comes from.
     *
     * @param bodyHash what was asked for, where that is compared
     * @param generation how many jobs of this id there were before, deleted since
     * @param deleted whether nobody shall hear of it any more
     */
    public record Origin(JobApi api, Optional<String> bodyHash, int generation, boolean deleted, Priority priority) {

        /** Of a request that is no job of its own. */
        public static final Origin NONE = new Origin(JobApi.ENDPOINT, Optional.empty(), 0, false, Priority.INTERACTIVE);

        static Origin of(Job job) {
            return new Origin(job.getApi(), job.getBodyHash(), job.getGeneration(), job.getDeleted(),
                    job.getRequest().map(SpeechRequest::getPriority).orElse(Priority.INTERACTIVE));
        }
    }

    public static KnownJob of(Job job) {
        return new KnownJob(job.getId(), job.getRequestId(), job.getCreatedAt(),
                Duration.ofMillis(job.getKeepMillis()), job.getExpiresAt(), job.getRetries(),
                job.getFormatShown(), Origin.of(job));
    }

    /** Whether callers of this API are told of the job. */
    public boolean isShownBy(JobApi api) {
        return origin.api() == api && !origin.deleted();
    }

    /** Whether the job is unknown by now. */
    public boolean isExpired(Optional<Progress> progress, Instant now) {
        if (progress.isEmpty() && createdAt.plus(LONGEST_SILENCE).isBefore(now)) {
            return true;
        }
        var over = progress.filter(Progress::isOver).map(end -> end.updatedAt().plus(keptFor));
        return over.filter(until -> !now.isBefore(until)).isPresent()
                || expiresAt.filter(until -> !now.isBefore(until)).isPresent();
    }
}
