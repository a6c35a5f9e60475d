package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Timings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What RunPod's API says of a job. Pure. */
final class Envelope {

    private Envelope() {}

    /** A job that has not ended, in RunPod's words. */
    static ObjectNode unfinished(String id, RequestState state) {
        return Json.object().put("id", id).put("status", status(state));
    }

    /** A job that was refused before anything was queued. */
    static ObjectNode refused(String id, String message) {
        return Json.object().put("delayTime", 0).put("error", message).put("executionTime", 0).put("id", id)
                .put("status", "FAILED");
    }

    /** @param formatShown the format as the caller wrote it, if the caller did */
    static ObjectNode ended(String id, SpeechResult result, Optional<String> formatShown) {
        var timings = result.getTimings();
        long delay = timings.map(t -> t.getPlanningMillis() + t.getWaitingMillis()).orElse(0L);
        long total = timings.map(Timings::getTotalMillis).orElse(0L);
        var envelope = Json.object().put("delayTime", delay).put("executionTime", Math.max(0, total - delay))
                .put("id", id);
        return switch (result.getOutcome()) {
            case COMPLETED -> envelope.put("status", "COMPLETED").set("output", output(result, formatShown));
            case FAILED -> envelope.put("status", "FAILED").put("error", message(result));
            case CANCELLED -> envelope.put("status", "CANCELLED");
            case TIMED_OUT -> envelope.put("status", "TIMED_OUT").put("error", message(result));
        };
    }

    /** The old service's output, key for key; {@code format} and {@code warnings} only where there is something to say. */
    private static ObjectNode output(SpeechResult result, Optional<String> formatShown) {
        var output = Json.object().put("status", "success").put("sample_rate", result.getSampleRate())
                .put("duration_sec", result.getDurationSeconds());
        result.getUrl().ifPresentOrElse(url -> output.put("audio_url", url),
                () -> result.getAudio().ifPresent(audio -> output.put("audio_base64", base64(audio))));
        formatShown.ifPresent(format -> output.put("format", format));
        if (!result.getWarnings().isEmpty()) {
            var warnings = output.putArray("warnings");
            result.getWarnings().forEach(warnings::add);
        }
        return output;
    }

    private static String base64(ByteBuffer audio) {
        return StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(audio.duplicate())).toString();
    }

    private static String message(SpeechResult result) {
        return result.getMessage().orElse("Failed to generate audio");
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
