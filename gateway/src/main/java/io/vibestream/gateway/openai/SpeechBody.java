package io.vibestream.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.schemas.TrackFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The body of {@code POST /v1/audio/speech}, checked. Fields that OpenAI does not have are ignored, as clients send all kinds. Pure.
 *
 * @param speaker who speaks
 * @param speed 1 is as spoken
 * @param ignored what was asked for and cannot be had, in words
 */
record SpeechBody(String model, String input, String speaker, TrackFormat format, double speed, Voicing voicing,
        Optional<String> ignored) {

    private static final int MAX_INSTRUCTIONS_CHARS = 4096;
    private static final int MAX_VOICE_SHOWN = 100;
    private static final double SLOWEST = 0.25;
    private static final double FASTEST = 4;

    /**
     * The first three checks are those of the bridge that this replaces, in its order and words.
     *
     * @param maxInputChars OpenAI's own limit is 4096
     * @throws ProblemException with what is wrong
     */
    static SpeechBody read(JsonNode body, VoiceMap voices, int maxInputChars) {
        if (!body.isObject()) {
            throw bad("The request body must be a JSON object, found " + Json.kind(body));
        }
        var model = required(body, "model");
        var input = required(body, "input");
        var speaker = speaker(body, voices);
        int length = input.codePointCount(0, input.length());
        if (length > maxInputChars) {
            throw new ProblemException(Problem.badRequest("Invalid 'input': expected at most " + maxInputChars
                    + " characters, found " + length, "input").coded("string_above_max_length"));
        }
        var ignored = ignored(body.path("instructions"));
        double speed = speed(body.path("speed"));
        var voicing = voicing(body.path("stream_format"), body.path("stream"));
        return new SpeechBody(model, input, speaker, format(body.path("response_format")), speed, voicing, ignored);
    }

    private static String required(JsonNode body, String field) {
        var written = body.path(field);
        if (written.isMissingNode() || written.isNull() || (written.isTextual() && written.textValue().isBlank())) {
            throw bad("Missing required parameter: " + field, field);
        }
        return text(written, field);
    }

    private static String text(JsonNode written, String field) {
        if (!written.isTextual()) {
            throw bad("Invalid type for '" + field + "': expected a string, found " + Json.kind(written), field);
        }
        var text = written.textValue();
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw bad("Invalid '" + field + "': expected Unicode text, found half of a surrogate pair", field);
        }
        return text;
    }

    /** A name, or {@code {"id": name}} as OpenAI has it for custom voices. */
    private static String speaker(JsonNode body, VoiceMap voices) {
        var voice = body.path("voice").isObject() ? required(body.path("voice"), "id") : required(body, "voice");
        return voices.speaker(voice).orElseThrow(() -> bad("Invalid voice '" + shortened(voice)
                + "'. Available voices: " + String.join(", ", voices.voices()), "voice"));
    }

    private static String shortened(String voice) {
        return voice.codePointCount(0, voice.length()) <= MAX_VOICE_SHOWN
                ? voice
                : voice.substring(0, voice.offsetByCodePoints(0, MAX_VOICE_SHOWN)) + "...";
    }

    private static Optional<String> ignored(JsonNode instructions) {
        if (!isGiven(instructions)) {
            return Optional.empty();
        }
        if (text(instructions, "instructions").length() > MAX_INSTRUCTIONS_CHARS) {
            throw bad("Invalid 'instructions': expected at most " + MAX_INSTRUCTIONS_CHARS + " characters",
                    "instructions");
        }
        return instructions.textValue().isBlank()
                ? Optional.empty()
                : Optional.of("instructions are ignored: the model takes its manner from the voice");
    }

    private static double speed(JsonNode written) {
        if (!isGiven(written)) {
            return 1;
        }
        if (!written.isNumber() || !(written.doubleValue() >= SLOWEST) || !(written.doubleValue() <= FASTEST)) {
            throw bad("Invalid 'speed': expected a number from 0.25 to 4.0, found "
                    + (written.isNumber() ? shortened(written.asText()) : Json.kind(written)), "speed");
        }
        return written.doubleValue();
    }

    /** {@code "stream": false} is not OpenAI's, but several servers have it. */
    private static Voicing voicing(JsonNode streamFormat, JsonNode stream) {
        if (isGiven(stream) && !stream.isBoolean()) {
            throw bad("Invalid type for 'stream': expected a boolean, found " + Json.kind(stream), "stream");
        }
        var live = stream.asBoolean(true) ? Voicing.AUDIO : Voicing.WHOLE;
        return switch (isGiven(streamFormat) ? text(streamFormat, "stream_format") : "audio") {
            case "audio" -> live;
            case "sse" -> Voicing.EVENTS;
            default -> throw new ProblemException(Problem
                    .badRequest("Invalid 'stream_format': expected audio or sse", "stream_format")
                    .coded("unsupported_value"));
        };
    }

    private static TrackFormat format(JsonNode written) {
        if (!isGiven(written)) {
            return TrackFormat.MP3;
        }
        var name = text(written, "response_format");
        for (var format : TrackFormat.values()) {
            if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                return format;
            }
        }
        throw new ProblemException(
                Problem.badRequest("Invalid 'response_format': expected one of mp3, opus, aac, flac, "
                        + "wav, pcm, found '" + shortened(name) + "'", "response_format").coded("unsupported_value"));
    }

    private static boolean isGiven(JsonNode written) {
        return !written.isMissingNode() && !written.isNull();
    }

    private static ProblemException bad(String message, String param) {
        return new ProblemException(Problem.badRequest(message, param));
    }

    private static ProblemException bad(String message) {
        return new ProblemException(Problem.badRequest(message));
    }
}
