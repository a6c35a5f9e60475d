package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.pipeline.PipelineException;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.gateway.runpod.Envelope;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.RequestRules;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One job from RunPod, from its input to its end. {@link #run} belongs to one thread; any other may {@link #stop} it. */
final class JobRun {

    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
    private static final Duration GLANCE = Duration.ofMillis(500);

    private final String jobId;
    private final String requestId;
    private final JsonNode job;
    private final Tools tools;
    /** Completed when RunPod no longer wants the job: told by the thread that hears so, seen by the job's own. */
    private final CompletableFuture<SpeechResult> stopped = new CompletableFuture<>();

    /** What every job needs. */
    record Tools(Pipeline pipeline, JobReader reader, Delivery delivery, HostAddresses addresses, String hostname,
            InstantSource clock) {}

    JobRun(String jobId, JsonNode job, Tools tools) {
        this.jobId = jobId;
        this.job = job;
        this.tools = tools;
        requestId = requestId(jobId, tools.pipeline());
    }

    /**
     * RunPod hands a job out again when it has lost sight of its worker. What is under way or well ended is then waited for, and what
     * went wrong is tried anew, which needs another id.
     */
    private static String requestId(String jobId, Pipeline pipeline) {
        var same = "runpod-" + jobId;
        if (RequestRules.idProblem(same).isPresent()) {
            return "runpod-" + UUID.randomUUID();
        }
        boolean wrong = pipeline.progress(same).filter(Progress::isOver)
                .filter(end -> !end.state().name().equals(Outcome.COMPLETED.name())).isPresent();
        return wrong ? same + "~" + UUID.randomUUID() : same;
    }

    /** Speaks, and tells RunPod everything that it wants to know. */
    void run() throws InterruptedException {
        try {
            var draft = SpeechRequest.newBuilder().setId(requestId).setCreatedAt(tools.clock().instant());
            switch (tools.reader().read(job, draft)) {
                case JobWork.Refused(var message) -> end(error(message), false);
                case JobWork.Known(var output) -> end(Json.object().set("output", output), false);
                case JobWork.Speech(var request, var formatShown) -> speak(request, formatShown);
                case JobWork.LiveSpeech live -> new LiveRun(jobId, live, tools, stopped).run();
            }
        } catch (RuntimeException failure) { // whatever it is, RunPod must hear of the end
            LOG.atWarn().addKeyValue("job", jobId).setCause(failure).log("a job failed");
            end(error(exception(failure)), false);
        }
    }

    /** RunPod does not want the job any more: it is cancelled, and nothing is told. */
    void stop() {
        stopped.cancel(false);
        tools.pipeline().cancel(requestId, "RunPod stopped the job");
    }

    private void speak(SpeechRequest request, Optional<String> formatShown) throws InterruptedException {
        var result = tools.pipeline().progress(requestId).isPresent()
                ? tools.pipeline().result(requestId)
                : tools.pipeline().submit(request);
        try {
            var ended = await(result);
            if (ended.isPresent()) {
                end(told(ended.get(), formatShown), false);
            }
        } finally {
            result.cancel(false);
        }
    }

    private static JsonNode told(SpeechResult result, Optional<String> formatShown) {
        return switch (result.getOutcome()) {
            case COMPLETED -> Json.object().set("output", Envelope.output(result, formatShown));
            case FAILED, TIMED_OUT, CANCELLED -> error(Envelope.message(result));
        };
    }

    /** Tells of progress while it waits; empty when the job was stopped. */
    private Optional<SpeechResult> await(CompletableFuture<SpeechResult> result) throws InterruptedException {
        int told = 0;
        while (!stopped.isDone()) {
            try {
                return Optional.of(result.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS)).filter(_ -> !stopped.isDone());
            } catch (TimeoutException notYet) {
                told = tellProgress(told);
            } catch (ExecutionException failure) {
                throw new PipelineException("The speech pipeline cannot be reached", failure);
            } catch (CancellationException gone) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private int tellProgress(int told) throws InterruptedException {
        var progress = tools.pipeline().progress(requestId).filter(now -> now.spoken() > told && !now.isOver());
        if (progress.isPresent()) {
            tools.delivery().progress(jobId, "chunk " + progress.get().spoken() + "/" + progress.get().chunks());
        }
        return progress.map(Progress::spoken).orElse(told);
    }

    private void end(JsonNode body, boolean streamed) throws InterruptedException {
        tools.delivery().end(jobId, body, streamed);
    }

    private static ObjectNode error(String message) {
        return Json.object().put("error", message);
    }

    /** RunPod's library tells exceptions as JSON inside the string. */
    private String exception(RuntimeException failure) {
        return Json.object().put("error_type", failure.getClass().getName())
                .put("error_message", String.valueOf(failure.getMessage())).put("error_traceback", "")
                .put("hostname", tools.hostname()).put("worker_id", tools.addresses().workerId())
                .put("runpod_version", HostAddresses.VERSION).toString();
    }
}
