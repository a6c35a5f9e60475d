package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.JobBook;
import io.vibestream.gateway.pipeline.KnownJob;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.gateway.pipeline.Standing;
import io.vibestream.gateway.streaming.Witness;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.JobApi;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What can be done with a job that was taken before, here or at any other gateway. Safe to share between threads. */
final class JobDesk {

    /** How long a result that is there may take to be read. */
    private static final Duration READING = Duration.ofSeconds(20);
    /** How long a cancellation may take to come through before it is believed. */
    private static final Duration CANCELLING = Duration.ofSeconds(2);
    /** How long who asks for pieces waits for the end where there are none any more: most ask again at once. */
    private static final Duration ENDING = Duration.ofSeconds(1);
    private static final int MOST_LISTED = 1000;

    private final Pipeline pipeline;
    private final JobBook book;
    private final JobStreams streams;
    private final S3Config stores;
    private final Duration retention;
    private final InstantSource clock;

    /**
     * The desk of one gateway.
     *
     * @param retention how long requests that are no jobs can be asked for after their end
     */
    JobDesk(Pipeline pipeline, JobStreams streams, S3Config stores, Duration retention, InstantSource clock) {
        this.stores = stores;
        this.streams = streams;
        this.pipeline = pipeline;
        this.book = pipeline.jobs();
        this.retention = retention;
        this.clock = clock;
    }

    /** How the job stands now. */
    ObjectNode status(String id) {
        return shown(find(id), READING);
    }

    /** How the job stands when it is over, or when {@code patience} is. */
    ObjectNode status(String id, Duration patience) {
        var found = find(id);
        if (found.isOver()) {
            return shown(found, READING);
        }
        return Pipeline.await(pipeline.result(found.job().requestId()), patience)
                .map(result -> Envelope.ended(found.job(), result))
                .orElseGet(() -> Envelope.unfinished(found.job(), pipeline.progress(found.job().requestId())));
    }

    private ObjectNode shown(Standing standing, Duration patience) {
        var job = standing.job();
        if (!standing.isOver()) {
            return Envelope.unfinished(job, standing.progress());
        }
        return Pipeline.await(pipeline.result(job.requestId()), patience).map(result -> Envelope.ended(job, result))
                .orElseGet(() -> Envelope.brief(job.id(), standing.state()));
    }

    /**
     * The job's next pieces, from the first on for who asks here, wherever it was taken. A job that did not ask for any has its output as
     * the only piece, at every question after its end.
     */
    ObjectNode stream(String id) {
        var found = find(id);
        var batch = pieces(found.job());
        boolean nothingToCome = batch.isEmpty() || (batch.get().isLast() && batch.get().items().isEmpty());
        if (nothingToCome && !found.isOver()) {
            var _ = Pipeline.await(pipeline.result(found.job().requestId()), ENDING);
        }
        var now = find(id);
        boolean more = batch.isPresent() && !batch.get().isLast();
        var answer = Json.object().put("status", more && now.isOver()
                ? Envelope.status(RequestState.SPEAKING)
                : Envelope.status(now.state()));
        var items = answer.putArray("stream");
        batch.ifPresentOrElse(fetched -> fetched.items().forEach(item -> items.addObject().set("output", item)), () -> {
            if (now.state() == RequestState.COMPLETED) {
                items.addObject().set("output", shown(now, READING).path("output"));
            }
        });
        return answer;
    }

    private Optional<JobStreams.Batch> pieces(KnownJob job) {
        if (!streams.has(job.requestId())) {
            // Taken by another gateway, or sent again: what was spoken until now is still in Kafka.
            book.read(job.id()).flatMap(Job::getRequest)
                    .flatMap(request -> Optional.ofNullable(request.getMetadata().get(JobIntake.PIECES_REMARK)))
                    .flatMap(LivePieces.Wish::named)
                    .ifPresent(wish -> streams.join(job.requestId(), () -> new LivePieces(
                            pipeline.listen(job.requestId(), job.createdAt(), Witness.NOBODY), wish)));
        }
        return streams.next(job.requestId());
    }

    /** Makes the job unknown after so long. */
    void expireIn(String id, Duration ttl) {
        var known = find(id).job();
        book.read(known.id()).ifPresent(
                job -> book.write(Job.newBuilder(job).setExpiresAt(clock.instant().plus(ttl)).build()));
    }

    /** Stops the job, unless it is over. */
    ObjectNode cancel(String id) {
        var found = find(id);
        if (found.isOver()) {
            return Envelope.brief(id, found.state());
        }
        var requestId = found.job().requestId();
        pipeline.cancel(requestId, "cancelled by its caller");
        // A job that was finished in the meantime says so; else the caller hears what is certain to happen.
        return Pipeline.await(pipeline.result(requestId), CANCELLING)
                .map(result -> Json.object().put("id", id).put("status", Envelope.status(result.getOutcome())))
                .orElseGet(() -> Envelope.brief(id, RequestState.CANCELLED));
    }

    /**
     * Sends the job's request again. The pipeline never speaks one id twice, so the new request has another one; a part of it is random, so
     * that nobody can have used it before, and the job book says which request speaks for the job.
     */
    ObjectNode retry(String id) {
        var found = find(id);
        if (found.state() != RequestState.FAILED && found.state() != RequestState.TIMED_OUT) {
            throw new ProblemException(Problem.badRequest("retry: expected a job that is FAILED or TIMED_OUT, found "
                    + Envelope.status(found.state())));
        }
        var job = book.read(id).filter(known -> known.getRequest().isPresent())
                .orElseThrow(() -> new ProblemException(Problem.badRequest(
                        "retry: expected a job whose input was accepted, found one that would be refused again")));
        var now = clock.instant();
        var request = again(job.getRequest().orElseThrow(), id + "~" + UUID.randomUUID(), now);
        book.write(Job.newBuilder(job).setRequestId(request.getId()).setCreatedAt(now).clearExpiresAt()
                .setRetries(job.getRetries() + 1).build());
        pipeline.accept(request);
        return Envelope.brief(id, RequestState.QUEUED);
    }

    /** The same request with another id, and as much time as before. */
    private SpeechRequest again(SpeechRequest request, String id, Instant now) {
        var again = SpeechRequest.newBuilder(request).setId(id).setCreatedAt(now);
        request.getSealedStore()
                .ifPresent(sealed -> again.setSealedStore(stores.reseal(sealed, request.getId(), id)));
        request.getDeadline().ifPresent(deadline -> again.setDeadline(
                now.plus(Duration.between(request.getCreatedAt().orElse(deadline), deadline))));
        return again.build();
    }

    /** Cancels what nobody has begun to speak. */
    ObjectNode purge() {
        var queued = standing().stream().filter(Standing::isQueued).map(standing -> standing.job().requestId())
                .toList();
        pipeline.cancel(queued, "the queue was purged");
        return Json.object().put("removed", queued.size()).put("status", "completed");
    }

    /** The latest jobs, newest first. */
    ObjectNode list() {
        var list = Json.object();
        var requests = list.putArray("requests");
        standing().stream()
                .sorted(Comparator.comparing((Standing standing) -> standing.job().createdAt()).reversed())
                .limit(MOST_LISTED)
                .forEach(standing -> requests.add(Envelope.brief(standing.job().id(), standing.state())));
        return list;
    }

    /** How many jobs there are of every kind, and who works on them. */
    ObjectNode health() {
        var counts = JobCounts.of(standing().stream().map(Standing::state).toList());
        int retried = book.known().stream().filter(job -> job.isShownBy(JobApi.ENDPOINT)).mapToInt(KnownJob::retries)
                .sum();
        var health = Json.object();
        health.putObject("jobs").put("completed", counts.completed()).put("failed", counts.failed())
                .put("inProgress", counts.inProgress()).put("inQueue", counts.inQueue()).put("retried", retried);
        int workers = pipeline.workers();
        int running = Math.min(workers, counts.inProgress());
        health.putObject("workers").put("idle", workers - running).put("initializing", 0).put("ready", workers)
                .put("running", running).put("throttled", 0).put("unhealthy", 0);
        return health;
    }

    private List<Standing> standing() {
        var now = clock.instant();
        return book.known().stream().filter(job -> job.isShownBy(JobApi.ENDPOINT))
                .map(job -> new Standing(job, pipeline.progress(job.requestId())))
                .filter(standing -> !standing.job().isExpired(standing.progress(), now)).toList();
    }

    /** @throws ProblemException when no such job is known, or not any more */
    private Standing find(String id) {
        return book.known(id).filter(job -> job.isShownBy(JobApi.ENDPOINT))
                .map(job -> new Standing(job, pipeline.progress(job.requestId())))
                .or(() -> pipeline.progress(id).map(progress -> new Standing(notOurs(id, progress),
                        Optional.of(progress))))
                .filter(standing -> !standing.job().isExpired(standing.progress(), clock.instant()))
                .orElseThrow(() -> new ProblemException(
                        Problem.of(404, "invalid_request_error", "There is no such job, or not any more")));
    }

    /** A request that somebody produced to Kafka, or that came by another API. */
    private KnownJob notOurs(String id, Progress progress) {
        return new KnownJob(id, id, progress.updatedAt(), retention, Optional.empty(), 0, Optional.empty(),
                KnownJob.Origin.NONE);
    }
}
