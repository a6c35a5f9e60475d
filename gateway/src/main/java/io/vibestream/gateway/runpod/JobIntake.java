package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.CloseConnectionException;
import io.vibestream.gateway.http.Caller;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.KnownJob;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.pipeline.PipelineException;
import io.vibestream.gateway.webhooks.Webhooks;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Takes new jobs: they are written down before they are sent, so that whoever knows an id can ask for it anywhere. Safe to share. */
final class JobIntake {

    /** A longer input does not come back in the webhook. */
    private static final int MAX_KEPT_INPUT = 1_000_000;

    /** In a request's metadata: the format of the pieces that its job asked for, so that every gateway can make them. */
    static final String PIECES_REMARK = "pieces-of-job";

    private final Pipeline pipeline;
    private final JobLimits limits;
    private final JobStreams streams;
    private final S3Config stores;
    private final InstantSource clock;

    /**
     * What a job may ask for.
     *
     * @param defaultCfgScale for inputs that say nothing of it
     */
    record JobLimits(RequestLimits request, double defaultCfgScale) {}

    /** What came of a body. */
    private sealed interface Taken {
        record Accepted(Job job, SpeechRequest request) implements Taken {}

        record Refused(Job job, SpeechResult why) implements Taken {}
    }

    JobIntake(Pipeline pipeline, JobLimits limits, JobStreams streams, S3Config stores, InstantSource clock) {
        this.stores = stores;
        this.streams = streams;
        this.pipeline = pipeline;
        this.limits = limits;
        this.clock = clock;
    }

    /** Takes a job and leaves it to itself. */
    ObjectNode run(JobBody body, String id, Duration keptFor) {
        Optional<LivePieces.Wish> wish = wish(body.input());
        switch (take(body, id, keptFor)) {
            case Taken.Refused(_, var why) -> pipeline.refuse(why);
            case Taken.Accepted(_, var request) -> send(id, request, wish);
        }
        return Envelope.brief(id, RequestState.QUEUED);
    }

    private static Optional<LivePieces.Wish> wish(JsonNode input) {
        return LivePieces.Wish.isIn(input)
                ? Optional.of(LivePieces.Wish.read(input).orElseThrow(() -> new ProblemException(Problem.badRequest(
                        "output_format: expected pcm_16 or mp3 for a stream"))))
                : Optional.empty();
    }

    /** Who wants pieces gets them here, from the first sound on. */
    private void send(String id, SpeechRequest request, Optional<LivePieces.Wish> wish) {
        wish.ifPresentOrElse(pieces -> streams.begin(id, new LivePieces(pipeline.stream(request), pieces)),
                () -> pipeline.accept(request));
    }

    /** Takes a job and waits for its end. */
    ObjectNode runSync(JobBody body, String id, Duration keptFor, Duration patience) {
        return switch (take(body, id, keptFor)) {
            case Taken.Refused(var job, var why) -> {
                pipeline.refuse(why);
                yield Envelope.ended(KnownJob.of(job), why);
            }
            case Taken.Accepted(var job, var request) -> await(pipeline.submit(request), id, patience)
                    .map(result -> Envelope.ended(KnownJob.of(job), result))
                    .orElseGet(() -> Envelope.unfinished(KnownJob.of(job), pipeline.progress(id)));
        };
    }

    /** Who goes away while he waits, without a word of coming back, wants the job no more. */
    private Optional<SpeechResult> await(CompletableFuture<SpeechResult> result, String id, Duration patience) {
        try {
            return Caller.await(result, clock.instant().plus(patience), clock);
        } catch (CloseConnectionException gone) {
            pipeline.cancel(id, "the caller has gone");
            throw gone;
        } catch (ExecutionException failure) {
            throw new PipelineException("The speech pipeline cannot be reached", failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new PipelineException("The gateway is stopping", stopping);
        } finally {
            result.cancel(false);
        }
    }

    private Taken take(JobBody body, String id, Duration keptFor) {
        var now = clock.instant();
        var job = Job.newBuilder().setId(id).setRequestId(id).setCreatedAt(now).setKeepMillis(keptFor.toMillis());
        body.webhook().ifPresent(webhook -> {
            job.setWebhook(webhook.toString());
            kept(body.input()).ifPresent(job::setInput);
        });
        boolean inPieces = body.input().isObject() && LivePieces.Wish.isIn(body.input());
        var remark = new HashMap<String, String>();
        body.webhook().ifPresent(_ -> remark.put(Webhooks.REMARK, id));
        if (inPieces) {
            LivePieces.Wish.read(body.input()).ifPresent(wish -> remark.put(PIECES_REMARK, wish.shown()));
        }
        var draft = SpeechRequest.newBuilder().setId(id).setCreatedAt(now).setPriority(body.policy().priority())
                .setMetadata(remark);
        body.policy().deadline(now).ifPresent(draft::setDeadline);
        body.store().ifPresent(store -> draft.setSealedStore(stores.seal(store, id)));
        var input = inPieces ? LivePieces.Wish.without(body.input()) : body.input();
        var taken = switch (JobInput.read(input, draft, limits.request(), limits.defaultCfgScale())) {
            case JobInput.Read.Refused(var message) -> new Taken.Refused(job.build(),
                    SpeechResult.newBuilder().setRequestId(id).setOutcome(Outcome.FAILED)
                            .setReason(Reason.INVALID_REQUEST).setMessage(message).setMetadata(remark)
                            .setFinishedAt(now).build());
            case JobInput.Read.Accepted(var request, var format) -> new Taken.Accepted(
                    job.setRequest(request).setFormatShown(format.orElse(null)).build(), request);
        };
        pipeline.jobs().write(switch (taken) {
            case Taken.Refused refused -> refused.job();
            case Taken.Accepted accepted -> accepted.job();
        });
        return taken;
    }

    private static Optional<String> kept(JsonNode input) {
        return Optional.of(Json.bytes(input)).filter(bytes -> bytes.length <= MAX_KEPT_INPUT)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
