package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.pipeline.KnownJob;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Timings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** What RunPod's API says of a job. Pure. */
public final class Envelope {

    private Envelope() {}

    /** No more than which job and how far. */
    static ObjectNode brief(String id, RequestState state) {
        return Json.object().put("id", id).put("status", status(state));
    }

    /** A job that has not ended. Once it is spoken, it is known how long it waited. Progress stands where RunPod puts the updates of a worker: in the output. */
    static ObjectNode unfinished(KnownJob job, Optional<Progress> progress) {
        var envelope = Json.object();
        var speaking = progress.filter(known -> known.state() == RequestState.SPEAKING);
        speaking.ifPresent(known -> envelope.put("delayTime",
                Math.max(0, Duration.between(job.createdAt(), known.since()).toMillis())));
        envelope.setAll(brief(job.id(), progress.map(Progress::state).orElse(RequestState.QUEUED)));
        speaking.filter(known -> known.chunks() > 0)
                .ifPresent(known -> envelope.putObject("output")
                        .put("status", "speaking").put("chunks", known.chunks()).put("chunks_spoken", known.spoken()));
        return envelope;
    }

    /** A job that is over. */
    static ObjectNode ended(KnownJob job, SpeechResult result) {
        var timings = result.getTimings();
        long delay = timings.map(t -> t.getPlanningMillis() + t.getWaitingMillis()).orElse(0L);
        long total = timings.map(Timings::getTotalMillis).orElse(0L);
        var envelope = Json.object().put("delayTime", delay).put("executionTime", Math.max(0, total - delay))
                .put("id", job.id());
        if (job.retries() > 0) {
            envelope.put("retries", job.retries());
        }
        envelope.put("status", status(result.getOutcome()));
        return switch (result.getOutcome()) {
            case COMPLETED -> envelope.set("output", output(result, job.formatShown()));
            case FAILED, TIMED_OUT -> envelope.put("error", message(result));
            case CANCELLED -> envelope;
        };
    }

    /** What a webhook brings: a job that is over, with what it was asked for. */
    public static ObjectNode posted(Job job, SpeechResult result) {
        var envelope = ended(KnownJob.of(job), result);
        job.getInput().ifPresent(input -> envelope.set("input", Json.parse(input.getBytes(StandardCharsets.UTF_8))));
        job.getWebhook().ifPresent(webhook -> envelope.put("webhook", webhook));
        return envelope;
    }

    /**
     * The old service's output, key for key; {@code format}, {@code captions} (a link or, inline as the audio, themselves) and
     * {@code warnings} only where there is something to say.
     */
    public static ObjectNode output(SpeechResult result, Optional<String> formatShown) {
        var output = Json.object().put("status", "success").put("sample_rate", result.getSampleRate())
                .put("duration_sec", result.getDurationSeconds());
        result.getUrl().ifPresentOrElse(url -> output.put("audio_url", url),
                () -> result.getAudio().ifPresent(audio -> output.put("audio_base64", base64(audio))));
        formatShown.ifPresent(format -> output.put("format", format));
        if (!result.getCaptions().isEmpty()) {
            var captions = output.putObject("captions");
            result.getCaptions().forEach(file -> file.getUrl().or(file::getText)
                    .ifPresent(words -> captions.put(file.getFormat().name().toLowerCase(Locale.ROOT), words)));
        }
        if (!result.getWarnings().isEmpty()) {
            var warnings = output.putArray("warnings");
            result.getWarnings().forEach(warnings::add);
        }
        return output;
    }

    private static String base64(ByteBuffer audio) {
        return StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(audio.duplicate())).toString();
    }

    /** Why a job did not come to a good end. */
    public static String message(SpeechResult result) {
        return result.getMessage().orElse("Failed to generate audio");
    }

    /** RunPod's words for how a job ended are ours. */
    static String status(Outcome outcome) {
        return outcome.name();
    }

    static String status(RequestState state) {
        return switch (state) {
            case QUEUED, PLANNED -> "IN_QUEUE";
            case SPEAKING -> "IN_PROGRESS";
            case COMPLETED -> "COMPLETED";
            case FAILED -> "FAILED";
            case CANCELLED -> "CANCELLED";
            case TIMED_OUT -> "TIMED_OUT";
        };
    }
}
