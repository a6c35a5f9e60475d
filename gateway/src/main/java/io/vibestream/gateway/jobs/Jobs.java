package io.vibestream.gateway.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.JobBook;
import io.vibestream.gateway.pipeline.KnownJob;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.gateway.pipeline.Standing;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.JobApi;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What can be done with a job that is there, whichever gateway took it. Safe to share between threads. */
final class Jobs {

    /** How long a result that is there may take to be read. */
    static final Duration READING = Duration.ofSeconds(20);
    /** How long a cancellation may take to come through while its caller waits. */
    private static final Duration CANCELLING = Duration.ofSeconds(5);
    private static final Comparator<Standing> NEWEST_FIRST = Comparator
            .comparing((Standing standing) -> standing.job().createdAt())
            .thenComparing(standing -> standing.job().id()).reversed();

    private final Pipeline pipeline;
    private final JobBook book;
    private final JobView view;
    private final InstantSource clock;

    Jobs(Pipeline pipeline, JobView view, InstantSource clock) {
        this.pipeline = pipeline;
        this.book = pipeline.jobs();
        this.view = view;
        this.clock = clock;
    }

    /** @throws ProblemException when no such job is known, or not any more */
    ObjectNode show(JobId id) {
        return show(find(id));
    }

    private ObjectNode show(Standing standing) {
        return view.whole(read(standing), standing, result(standing), clock.instant());
    }

    /** Empty when somebody has just deleted it. */
    private Optional<ObjectNode> summary(Standing standing) {
        return book.read(standing.job().id()).filter(job -> job.getRequest().isPresent())
                .map(job -> view.brief(job, standing, result(standing), clock.instant()));
    }

    /** A job whose end is known, though the word of it may not have come here. */
    ObjectNode ended(Job job, SpeechResult result) {
        var known = pipeline.progress(job.getRequestId());
        int chunks = Math.max(known.map(Progress::chunks).orElse(0), result.getSpans().size());
        var over = new Progress(RequestState.valueOf(result.getOutcome().name()), chunks,
                Math.max(known.map(Progress::spoken).orElse(0), result.getSpans().size()),
                known.map(Progress::seconds).orElse(0.0), result.getFinishedAt());
        return view.whole(job, new Standing(KnownJob.of(job), Optional.of(over)), Optional.of(result),
                clock.instant());
    }

    /** The job as it was taken. */
    Job read(Standing standing) {
        return book.read(standing.job().id()).filter(job -> job.getRequest().isPresent())
                .orElseThrow(Jobs::unknown);
    }

    /** What came of it, once it is over. */
    Optional<SpeechResult> result(Standing standing) {
        return standing.isOver()
                ? Pipeline.await(pipeline.result(standing.job().requestId()), READING)
                : Optional.empty();
    }

    /** One page of the jobs that are wanted, newest first. */
    ObjectNode list(JobQuery query) {
        var from = query.after().map(this::standingPlace);
        var wanted = book.known().stream().filter(job -> job.isShownBy(JobApi.JOBS)).map(this::standing)
                .filter(this::isKnown).filter(query::wants)
                .filter(standing -> from.filter(place -> NEWEST_FIRST.compare(place, standing) >= 0).isEmpty())
                .sorted(NEWEST_FIRST).limit(query.limit() + 1L).toList();
        boolean more = wanted.size() > query.limit();
        return page(wanted.subList(0, more ? query.limit() : wanted.size()), more);
    }

    private ObjectNode page(List<Standing> jobs, boolean more) {
        var list = Json.object().put("object", "list");
        var data = list.putArray("data");
        // Each is read from Kafka, some milliseconds twice: all at once.
        var read = jobs.stream().map(standing -> CompletableFuture.supplyAsync(() -> summary(standing),
                Thread::startVirtualThread)).toList();
        read.forEach(summary -> joined(summary).ifPresent(data::add));
        return list.put("has_more", more).put("last_id", jobs.isEmpty() ? null : jobs.getLast().job().id());
    }

    private static <T> T joined(CompletableFuture<T> reading) {
        try {
            return reading.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException ours ? ours : failed;
        }
    }

    /** A deleted job still has its place, so that nobody loses his page to somebody else's deletion. */
    private Standing standingPlace(JobId id) {
        return book.known(id.value()).filter(job -> job.origin().api() == JobApi.JOBS).map(this::standing)
                .orElseThrow(() -> Fields.bad("after", "Invalid 'after': there is no such job, or not any more",
                        "job_not_found"));
    }

    /** Stops the job, unless it is over. What cannot be stopped at once is still under way in the answer. */
    ObjectNode cancel(JobId id) {
        var found = find(id);
        if (found.isOver()) {
            return show(found);
        }
        cancel(found);
        var job = read(found);
        // The result may be here before the word of the state is.
        return Pipeline.await(pipeline.result(found.job().requestId()), CANCELLING).map(result -> ended(job, result))
                .orElseGet(() -> show(id));
    }

    private void cancel(Standing standing) {
        pipeline.cancel(standing.job().requestId(), "cancelled by its caller");
    }

    /** Stops the job and forgets it. What remains is that there was one: the id's next job must not be taken for this one. */
    ObjectNode delete(JobId id) {
        var found = find(id);
        if (!found.isOver()) {
            cancel(found);
        }
        var job = found.job();
        book.write(Job.newBuilder().setId(job.id()).setRequestId(job.requestId()).setCreatedAt(job.createdAt())
                .setKeepMillis(job.keptFor().toMillis()).setApi(JobApi.JOBS).setGeneration(job.origin().generation())
                .setDeleted(true).build());
        return Json.object().put("id", id.value()).put("object", "job").put("deleted", true);
    }

    private Standing standing(KnownJob job) {
        return new Standing(job, pipeline.progress(job.requestId()));
    }

    boolean isKnown(Standing standing) {
        return !standing.job().isExpired(standing.progress(), clock.instant());
    }

    /** The job of this id, if there is one and it was not forgotten. */
    Optional<Standing> known(JobId id) {
        return book.known(id.value()).filter(job -> !job.origin().deleted()).map(this::standing).filter(this::isKnown);
    }

    Standing find(JobId id) {
        return known(id).filter(standing -> standing.job().isShownBy(JobApi.JOBS)).orElseThrow(Jobs::unknown);
    }

    private static ProblemException unknown() {
        return new ProblemException(Problem.of(404, "invalid_request_error", "There is no such job, or not any more")
                .about("id").coded("job_not_found"));
    }
}
