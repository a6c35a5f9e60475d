package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Solver;
import io.vibestream.schemas.SpeechRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Requests and their ends in the words of the gateway's jobs API. The same request gives the same body, or it would be another job. Pure. */
final class JobBody {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String ID = "[A-Za-z0-9_][A-Za-z0-9._:-]{0,199}";
    private static final Map<String, Outcome> ENDS = Map.of("completed", Outcome.COMPLETED, "failed", Outcome.FAILED,
            "cancelled", Outcome.CANCELLED, "timed_out", Outcome.TIMED_OUT);

    private JobBody() {}

    /** Why this request cannot be a job, or empty. */
    static Optional<String> problem(SpeechRequest request) {
        if (!request.getId().matches(ID)) {
            return Optional.of("id: through a gateway, expected letters, digits, dots, hyphens, underscores or colons");
        }
        var without = List.of(named("solver", request.getSolver() != Solver.ODE),
                named("disablePrefill", request.getDisablePrefill()),
                named("chunkLimits", request.getChunkLimits().isPresent()),
                named("deadline", request.getDeadline().isPresent()),
                named("delivery", request.getDelivery() != Delivery.STORE)).stream().flatMap(Optional::stream).toList();
        return without.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", without) + ": not to be had through a gateway");
    }

    private static Optional<String> named(String field, boolean used) {
        return used ? Optional.of(field) : Optional.empty();
    }

    static ObjectNode of(SpeechRequest request) {
        var body = JSON.createObjectNode();
        request.getText().ifPresent(text -> body.put("input", text));
        if (request.getText().isEmpty()) {
            var script = body.putArray("script");
            request.getScript()
                    .forEach(line -> script.addObject().put("speaker", line.getSpeaker()).put("text", line.getText()));
        }
        request.getVoice().ifPresent(voice -> body.put("voice", voice));
        texts(body, "voices", request.getVoices());
        body.put("format", word(request.getFormat())).put("bitrate_kbps", request.getBitrateKbps())
                .put("sample_rate", request.getSampleRate()).put("speed", request.getSpeed())
                .put("cfg_scale", request.getCfgScale()).put("steps", request.getSteps())
                .put("priority", word(request.getPriority()));
        request.getLoudness().ifPresentOrElse(lufs -> body.put("loudness", lufs), () -> body.putNull("loudness"));
        request.getSeed().ifPresent(seed -> body.put("seed", seed));
        request.getSilenceMillis().ifPresent(millis -> body.put("silence_ms", millis));
        request.getParagraphPauseMillis().ifPresent(millis -> body.put("paragraph_pause_ms", millis));
        if (!request.getCaptions().isEmpty()) {
            var captions = body.putArray("captions");
            request.getCaptions().forEach(format -> captions.add(word(format)));
        }
        request.getTitle().ifPresent(title -> body.put("title", title));
        request.getName().ifPresent(name -> body.put("name", name));
        texts(body, "metadata", request.getMetadata());
        return body;
    }

    private static void texts(ObjectNode body, String field, Map<String, String> texts) {
        if (!texts.isEmpty()) {
            var object = body.putObject(field);
            texts.forEach(object::put);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** How a job has ended, if it has. */
    static Optional<Ended> ended(String id, JsonNode job) {
        return Optional.ofNullable(ENDS.get(job.path("state").asText())).map(outcome -> {
            var result = job.path("result");
            var audio = new Ended.Audio(text(result.path("url")), text(result.path("object_key")), Optional.empty(),
                    Optional.empty(), captions(result.path("captions")), job.path("format").asText(),
                    result.path("duration_seconds").asDouble());
            var error = job.path("error");
            return new Ended(id, outcome, audio, text(result.path("engine")),
                    text(error.path("code")).map(code -> code + ": " + error.path("message").asText()));
        });
    }

    private static Map<String, String> captions(JsonNode urls) {
        var captions = new TreeMap<String, String>();
        urls.properties().forEach(entry -> captions.put(entry.getKey(), entry.getValue().asText()));
        return captions;
    }

    private static Optional<String> text(JsonNode value) {
        return value.isTextual() ? Optional.of(value.textValue()) : Optional.empty();
    }
}
