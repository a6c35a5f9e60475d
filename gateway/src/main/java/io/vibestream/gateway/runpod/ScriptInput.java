package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.PauseMarks;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.ScriptText;
import io.vibestream.schemas.ScriptText.Read;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an input says of speakers, pauses and captions, which the service before did not know. Pure. */
final class ScriptInput {

    private final JsonNode input;

    ScriptInput(JsonNode input) {
        this.input = input;
    }

    /**
     * The turns of {@code script}: text in VibeVoice's plain format, or a list of {@code speaker} and {@code text}.
     *
     * @throws RefusedInputException when it is something else
     */
    Optional<List<ScriptLine>> script() {
        var written = input.path("script");
        return switch (written.getNodeType()) {
            case MISSING, NULL -> Optional.empty();
            case STRING -> Optional.of(checked(turns(written.textValue())));
            case ARRAY -> Optional.of(checked(turns(written)));
            default -> throw new RefusedInputException("script must be text or an array, found " + Json.kind(written));
        };
    }

    private static List<ScriptLine> checked(List<ScriptLine> turns) {
        for (var turn : turns) {
            JobInput.refuseHalfCharacters("script", turn.getSpeaker());
            JobInput.refuseHalfCharacters("script", turn.getText());
        }
        return turns;
    }

    private static List<ScriptLine> turns(String text) {
        return switch (ScriptText.read(text)) {
            case Read.Script(var turns) -> turns;
            case Read.Malformed malformed -> throw new RefusedInputException(malformed.problem());
        };
    }

    private static List<ScriptLine> turns(JsonNode written) {
        var turns = new ArrayList<ScriptLine>();
        for (var turn : written) {
            var speaker = turn.path("speaker");
            var text = turn.path("text");
            if (!(speaker.isTextual() || speaker.isIntegralNumber()) || speaker.asText().isBlank() || !text.isTextual()
                    || text.textValue().isBlank()) {
                throw new RefusedInputException("script, turn " + (turns.size() + 1)
                        + ": expected an object with a speaker and a text, found "
                        + (turn.isObject() ? "one that lacks either" : Json.kind(turn)));
            }
            turns.add(new ScriptLine(ScriptText.label(speaker.asText()), text.textValue()));
        }
        return turns;
    }

    /** Voice by speaker. */
    Map<String, String> voices() {
        var written = input.path("voices");
        var voices = new HashMap<String, String>();
        if (written.isMissingNode() || written.isNull()) {
            return voices;
        }
        if (!written.isObject()) {
            throw new RefusedInputException("voices must be an object, found " + Json.kind(written));
        }
        for (var entry : written.properties()) {
            if (!entry.getValue().isTextual()) {
                throw new RefusedInputException("voices: expected a name for every speaker, found "
                        + Json.kind(entry.getValue()));
            }
            voices.put(ScriptText.label(entry.getKey()), entry.getValue().textValue());
        }
        return voices;
    }

    Optional<Integer> paragraphPauseMillis() {
        var written = input.path("paragraph_pause_ms");
        if (written.isMissingNode() || written.isNull()) {
            return Optional.empty();
        }
        if (!written.isIntegralNumber() || !written.canConvertToInt() || written.intValue() < 0
                || written.intValue() > PauseMarks.MAX_MILLIS) {
            throw new RefusedInputException("paragraph_pause_ms: expected a whole number from 0 to "
                    + PauseMarks.MAX_MILLIS + ", found " + PythonValues.text(written));
        }
        return Optional.of(written.intValue());
    }

    Set<CaptionFormat> captions() {
        var written = input.path("captions");
        var formats = EnumSet.noneOf(CaptionFormat.class);
        if (written.isMissingNode() || written.isNull()) {
            return formats;
        }
        if (!written.isArray()) {
            throw new RefusedInputException("captions must be an array, found " + Json.kind(written));
        }
        for (var format : written) {
            formats.add(captionFormat(format));
        }
        return formats;
    }

    private static CaptionFormat captionFormat(JsonNode written) {
        for (var format : CaptionFormat.values()) {
            if (written.isTextual() && format.name().toLowerCase(Locale.ROOT).equals(written.textValue())) {
                return format;
            }
        }
        throw new RefusedInputException("captions: expected srt or vtt, found " + PythonValues.text(written));
    }
}
