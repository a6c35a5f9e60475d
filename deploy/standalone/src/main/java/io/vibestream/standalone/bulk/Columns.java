package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.ScriptText;
import io.vibestream.schemas.Solver;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TrackFormat;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** The columns that a row may have: a request's fields by their names in the record, or with small letters and underscores. */
final class Columns {

    /** A script written as text may begin with a bracket, too: that of a pause. */
    private static final Pattern JSON_ARRAY = Pattern.compile("\\s*\\[\\s*\\{");

    private static final Map<String, BiConsumer<SpeechRequest.Builder, JsonNode>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("id", (request, value) -> request.setId(Values.name(value)));
        BY_NAME.put("text", (request, value) -> request.setText(Values.text(value)));
        BY_NAME.put("script", (request, value) -> request.setScript(script(value)));
        BY_NAME.put("voice", (request, value) -> request.setVoice(Values.text(value)));
        BY_NAME.put("voices", (request, value) -> request.setVoices(Values.texts(value)));
        BY_NAME.put("cfgScale", (request, value) -> request.setCfgScale(Values.decimal(value)));
        BY_NAME.put("steps", (request, value) -> request.setSteps(Values.whole(value)));
        BY_NAME.put("solver", (request, value) -> request.setSolver(Values.oneOf(Solver.class, value)));
        BY_NAME.put("seed", (request, value) -> request.setSeed(Values.large(value)));
        BY_NAME.put("disablePrefill", (request, value) -> request.setDisablePrefill(Values.truth(value)));
        BY_NAME.put("format", (request, value) -> request.setFormat(Values.oneOf(TrackFormat.class, value)));
        BY_NAME.put("bitrateKbps", (request, value) -> request.setBitrateKbps(Values.whole(value)));
        BY_NAME.put("sampleRate", (request, value) -> request.setSampleRate(Values.whole(value)));
        BY_NAME.put("speed", (request, value) -> request.setSpeed(Values.decimal(value)));
        BY_NAME.put("loudness", Columns::loudness);
        BY_NAME.put("silenceMillis", (request, value) -> request.setSilenceMillis(Values.whole(value)));
        BY_NAME.put("paragraphPauseMillis", (request, value) -> request.setParagraphPauseMillis(Values.whole(value)));
        BY_NAME.put("captions", (request, value) -> request
                .setCaptions(Values.words(value, word -> Values.oneOf(CaptionFormat.class, word))));
        BY_NAME.put("chunkLimits", (request, value) -> request.setChunkLimits(chunkLimits(value)));
        BY_NAME.put("priority", (request, value) -> request.setPriority(Values.oneOf(Priority.class, value)));
        BY_NAME.put("deadline", (request, value) -> request.setDeadline(Values.instant(value)));
        BY_NAME.put("delivery", (request, value) -> request.setDelivery(Values.oneOf(Delivery.class, value)));
        BY_NAME.put("title", (request, value) -> request.setTitle(Values.text(value)));
        BY_NAME.put("name", (request, value) -> request.setName(Values.text(value)));
        BY_NAME.put("metadata", (request, value) -> request.setMetadata(Values.texts(value)));
    }

    private static final Map<String, String> SPELLINGS = spellings();

    private Columns() {}

    private static Map<String, String> spellings() {
        var spellings = new HashMap<String, String>();
        for (var name : BY_NAME.keySet()) {
            spellings.put(name, name);
            spellings.put(snake(name), name);
        }
        return Map.copyOf(spellings);
    }

    private static String snake(String name) {
        return name.replaceAll("[A-Z]", "_$0").toLowerCase(Locale.ROOT);
    }

    /** All names, as the record has them. */
    static Collection<String> names() {
        return BY_NAME.keySet();
    }

    /**
     * Finds a column for each of these names, whichever way they are written.
     *
     * @return the names as the record has them, in the same order
     */
    static List<String> resolve(Collection<String> written) {
        var unknown = written.stream().filter(name -> !SPELLINGS.containsKey(name)).toList();
        if (!unknown.isEmpty()) {
            throw new WrongRowException("unknown column" + (unknown.size() == 1 ? " " : "s ")
                    + String.join(", ", unknown) + "; known are " + String.join(", ", names()));
        }
        var names = written.stream().map(name -> SPELLINGS.getOrDefault(name, name)).toList();
        names.stream().filter(name -> names.indexOf(name) != names.lastIndexOf(name)).findFirst().ifPresent(twice -> {
            throw new WrongRowException("expected every column once, found " + twice + " twice");
        });
        return names;
    }

    /** Sets one field of a request; nothing, where there is no value. */
    static void set(SpeechRequest.Builder request, String written, JsonNode value) {
        var name = resolve(List.of(written)).getFirst();
        var set = BY_NAME.get(name);
        if (set == null) {
            throw new IllegalStateException("no column " + name);
        }
        if (value.isNull() && !name.equals("loudness")) {
            return;
        }
        try {
            set.accept(request, value);
        } catch (WrongRowException wrong) {
            throw new WrongRowException(written + ": " + wrong.getMessage());
        }
    }

    /** Turns as an array, or as text in which every line begins with its speaker. */
    private static List<ScriptLine> script(JsonNode value) {
        if (!value.isTextual() || JSON_ARRAY.matcher(value.textValue()).lookingAt()) {
            return Values.list(value, Columns::line);
        }
        return switch (ScriptText.read(value.textValue())) {
            case ScriptText.Read.Script(var turns) -> turns;
            case ScriptText.Read.Malformed(_, var problem) -> throw new WrongRowException(problem);
        };
    }

    private static ScriptLine line(JsonNode value) {
        var line = Values.object(value, "speaker", "text");
        return new ScriptLine(Values.name(line.get("speaker")), Values.text(line.get("text")));
    }

    private static ChunkLimits chunkLimits(JsonNode value) {
        var limits = Values.object(value, "maxChars", "minLastChars");
        return new ChunkLimits(Values.whole(limits.get("maxChars")), Values.whole(limits.get("minLastChars")));
    }

    /** The only field for which null says something: as loud as it was spoken. */
    private static void loudness(SpeechRequest.Builder request, JsonNode value) {
        if (value.isNull() || value.asText().strip().equals("null")) {
            request.setLoudness(null);
        } else {
            request.setLoudness(Values.decimal(value));
        }
    }
}
