package io.vibestream.gateway.jobs;

import io.vibestream.gateway.http.Holder;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.JobBook;
import io.vibestream.gateway.pipeline.KnownJob;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.webhooks.Webhooks;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.JobApi;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.SpeechRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Takes new jobs: each is written down before its request is sent, so that whoever knows an id can ask for it anywhere. However many
 * gateways are asked for one id at once, one of them sends the request. Safe to share between threads.
 */
final class Intake {

    private final Pipeline pipeline;
    private final JobBook book;
    private final Jobs jobs;
    private final UnaryOperator<String> speakers;
    private final Duration keptFor;
    private final InstantSource clock;

    /** What came of a body. */
    enum Taken {
        /** There is a new job. */
        NEW,
        /** The same job was there already. */
        KNOWN
    }

    /**
     * An intake.
     *
     * @param speakers who speaks for the voice that was asked for
     * @param keptFor how long a job is known after its end
     */
    Intake(Pipeline pipeline, Jobs jobs, UnaryOperator<String> speakers, Duration keptFor, InstantSource clock) {
        this.pipeline = pipeline;
        this.book = pipeline.jobs();
        this.jobs = jobs;
        this.speakers = speakers;
        this.keptFor = keptFor;
        this.clock = clock;
    }

    /**
     * Takes a job whose id its caller chose.
     *
     * @throws ProblemException when there is another job of this id
     */
    Taken take(JobId id, JobOrder order, Holder holder) {
        var there = jobs.known(id);
        if (there.isPresent()) {
            return again(there.get().job(), order);
        }
        // An id that was used before gets a request of its own: the pipeline drops requests that it has seen.
        int generation = book.known(id.value()).map(gone -> gone.origin().generation() + 1).orElse(0);
        var job = job(id, generation, order, holder);
        var faster = book.claim(job);
        if (faster.isPresent()) {
            return again(faster.get(), order);
        }
        send(job);
        return Taken.NEW;
    }

    /** Takes a job under an id that nobody else can have. */
    void takeNew(JobId id, JobOrder order, Holder holder) {
        var job = job(id, 0, order, holder);
        book.write(job);
        send(job);
    }

    private Taken again(KnownJob there, JobOrder order) {
        var origin = there.origin();
        if (!origin.bodyHash().equals(Optional.of(Fingerprint.of(order)))) {
            throw new ProblemException(Problem.of(409, "invalid_request_error",
                    "There is another job of this id: expected the same body, found a different one").about("id")
                    .coded("job_exists").notWorthRetrying());
        }
        if (pipeline.progress(there.requestId()).isEmpty()) {
            // Whoever took it may have died before the request was sent. One that was sent is dropped.
            book.read(there.id()).ifPresent(this::send);
        }
        return Taken.KNOWN;
    }

    private Job job(JobId id, int generation, JobOrder order, Holder holder) {
        var now = clock.instant();
        var asked = order.draft();
        var metadata = new HashMap<>(asked.getMetadata());
        order.webhook().ifPresent(_ -> metadata.put(Webhooks.REMARK, id.value()));
        var request = SpeechRequest.newBuilder(asked).setId(id.requestId(generation)).setCreatedAt(now)
                .setMetadata(Map.copyOf(metadata))
                .setPriority(holder.priority() == Priority.BULK ? Priority.BULK : asked.getPriority());
        order.life().ifPresent(life -> request.setDeadline(now.plus(life)));
        var job = Job.newBuilder().setId(id.value()).setRequestId(id.requestId(generation)).setRequest(request.build())
                .setCreatedAt(now).setKeepMillis(keptFor.toMillis()).setApi(JobApi.JOBS)
                .setBodyHash(Fingerprint.of(order)).setGeneration(generation);
        order.webhook().ifPresent(webhook -> job.setWebhook(webhook.toString()));
        return job.build();
    }

    /** Voices go out as their speakers; the job keeps the names that its caller knows. */
    private void send(Job job) {
        job.getRequest().ifPresent(asked -> {
            var request = SpeechRequest.newBuilder(asked).setVoice(asked.getVoice().map(speakers).orElse(null));
            var voices = new HashMap<>(asked.getVoices());
            voices.replaceAll((_, voice) -> speakers.apply(voice));
            pipeline.accept(request.setVoices(voices).build());
        });
    }
}
