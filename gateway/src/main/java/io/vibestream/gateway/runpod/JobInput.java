package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.RequestRules;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TrackFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A job's {@code input} as a request, by the rules, in the order and with the messages of the service that this pipeline replaces; what
 * that service did not know (seed, steps, more formats) is checked after that. Pure.
 */
public final class JobInput {

    private static final int MAX_NAME_CHARS = 200;

    private final JsonNode input;
    private final RequestLimits limits;
    private final double defaultCfgScale;

    /** What came of reading an input. */
    public sealed interface Read {
        /**
         * The request that the input makes.
         *
         * @param formatShown the format as the caller wrote it, who then finds it in the output
         */
        record Accepted(SpeechRequest request, Optional<String> formatShown) implements Read {}

        record Refused(String message) implements Read {}
    }

    private JobInput(JsonNode input, RequestLimits limits, double defaultCfgScale) {
        this.input = input;
        this.limits = limits;
        this.defaultCfgScale = defaultCfgScale;
    }

    /**
     * Reads an input.
     *
     * @param draft the request as far as it is known without the input: its id, times and priority
     */
    public static Read read(JsonNode input, SpeechRequest.Builder draft, RequestLimits limits, double defaultCfgScale) {
        if (!input.isObject()) {
            return new Read.Refused("input must be an object, found " + Json.kind(input));
        }
        return new JobInput(input, limits, defaultCfgScale).read(draft);
    }

    private Read read(SpeechRequest.Builder draft) {
        try {
            var more = new ScriptInput(input);
            var script = more.script();
            draft.setText(script.isPresent() ? null : text()).setScript(script.orElse(List.of()))
                    .setCfgScale(cfgScale());
            // Text, guidance and length come before everything that the old service did not check.
            refuseUnless(RequestRules.refusal(draft.build(), limits).map(refusal -> refusal.getMessage()));
            var format = format();
            draft.setVoice(name("speaker_name").orElse(null))
                    .setVoices(more.voices()).setCaptions(List.copyOf(more.captions()))
                    .setParagraphPauseMillis(more.paragraphPauseMillis().orElse(null))
                    .setName(name("session_id").orElse(null))
                    .setDisablePrefill(PythonValues.truthy(input.path("disable_prefill")))
                    .setSeed(whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(null))
                    .setFormat(format.orElse(TrackFormat.MP3))
                    .setDelivery(Delivery.STORE);
            whole("steps", 1, RequestRules.MAX_STEPS).ifPresent(steps -> draft.setSteps(steps.intValue()));
            return new Read.Accepted(draft.build(), format.map(any -> formatWritten().asText()));
        } catch (RefusedInputException refused) {
            return new Read.Refused(refused.problem());
        }
    }

    /** Bridges and other endpoints call it {@code input} or {@code prompt}. */
    private String text() {
        var text = firstTruthy("text", "input", "prompt");
        if (!PythonValues.truthy(text)) {
            throw new RefusedInputException("Missing or empty 'text' parameter");
        }
        if (!text.isTextual()) {
            throw new RefusedInputException("text must be a string, found " + Json.kind(text));
        }
        var stripped = PythonValues.strip(text.textValue());
        if (stripped.isEmpty()) {
            throw new RefusedInputException("Missing or empty 'text' parameter");
        }
        refuseHalfCharacters("text", stripped);
        return stripped;
    }

    private JsonNode firstTruthy(String... names) {
        JsonNode found = input.path(names[0]);
        for (var name : names) {
            found = PythonValues.truthy(found) ? found : input.path(name);
        }
        return found;
    }

    private double cfgScale() {
        var written = input.path("cfg_scale");
        if (written.isMissingNode()) {
            return defaultCfgScale;
        }
        return PythonValues.number(written).orElseThrow(() -> new RefusedInputException(
                "cfg_scale must be a valid number, got: " + PythonValues.text(written)));
    }

    private JsonNode formatWritten() {
        return firstTruthy("output_format", "format");
    }

    /** The old service wrote a WAV file when asked for {@code pcm_16}. */
    private Optional<TrackFormat> format() {
        var written = formatWritten();
        if (!PythonValues.truthy(written)) {
            return Optional.empty();
        }
        if (written.asText().equals("pcm_16")) {
            return Optional.of(TrackFormat.WAV);
        }
        for (var format : TrackFormat.values()) {
            if (written.isTextual() && format.name().toLowerCase(Locale.ROOT).equals(written.textValue())) {
                return Optional.of(format);
            }
        }
        throw new RefusedInputException("Unknown output_format: " + PythonValues.text(written));
    }

    /** Falsy means absent, and a number is taken by its digits, both as before. */
    private Optional<String> name(String field) {
        var written = input.path(field);
        if (!PythonValues.truthy(written)) {
            return Optional.empty();
        }
        if (!written.isTextual() && !written.isNumber()) {
            throw new RefusedInputException(field + " must be a string, found " + Json.kind(written));
        }
        var name = PythonValues.text(written);
        if (name.codePointCount(0, name.length()) > MAX_NAME_CHARS) {
            throw new RefusedInputException(field + ": expected at most " + MAX_NAME_CHARS + " characters");
        }
        refuseHalfCharacters(field, name);
        return Optional.of(name);
    }

    private Optional<Long> whole(String field, long least, long most) {
        var written = input.path(field);
        if (written.isMissingNode() || written.isNull()) {
            return Optional.empty();
        }
        if (!written.canConvertToExactIntegral() || !written.canConvertToLong()
                || written.longValue() < least || written.longValue() > most) {
            throw new RefusedInputException("%s: expected a whole number from %d to %d, found %s"
                    .formatted(field, least, most, PythonValues.text(written)));
        }
        return Optional.of(written.longValue());
    }

    static void refuseHalfCharacters(String field, String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new RefusedInputException(field + " must be Unicode text, found half of a surrogate pair");
        }
    }

    private static void refuseUnless(Optional<String> problem) {
        problem.ifPresent(message -> {
            throw new RefusedInputException(message);
        });
    }
}
