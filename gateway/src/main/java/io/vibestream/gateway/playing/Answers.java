package io.vibestream.gateway.playing;

import io.vibestream.gateway.http.Problem;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.TrackFormat;
import java.util.Locale;

/** A result in OpenAI's terms. Pure. */
public final class Answers {

    private Answers() {}

    /** Why a request that did not complete has no audio. The pipeline has tried again where that helps, so clients need not. */
    public static Problem problem(SpeechResult result) {
        var reason = result.getReason().orElse(Reason.UNKNOWN);
        var message = result.getMessage().orElse("Failed to generate audio");
        var problem = switch (result.getOutcome()) {
            case COMPLETED -> throw new IllegalArgumentException("a completed request has no problem");
            case FAILED -> reason == Reason.INVALID_REQUEST
                    ? Problem.badRequest(message)
                    : Problem.of(500, "server_error", message);
            case CANCELLED -> Problem.of(500, "server_error", message);
            case TIMED_OUT -> Problem.of(504, "server_error", message);
        };
        return problem.coded(reason.name().toLowerCase(Locale.ROOT)).notWorthRetrying();
    }

    /** Why a caller waits no longer. */
    public static Problem late() {
        return Problem.of(504, "server_error", "The speech was not finished in time").coded("deadline_exceeded")
                .notWorthRetrying();
    }

    public static String contentType(TrackFormat format) {
        return switch (format) {
            case MP3 -> "audio/mpeg";
            case OPUS -> "audio/opus";
            case AAC -> "audio/aac";
            case FLAC -> "audio/flac";
            case WAV -> "audio/wav";
            case PCM -> "audio/pcm";
        };
    }
}
