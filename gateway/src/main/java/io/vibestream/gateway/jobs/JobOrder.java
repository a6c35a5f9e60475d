package io.vibestream.gateway.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.webhooks.WebhookAddress;
import io.vibestream.gateway.webhooks.Webhooks;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.RequestRules;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.ScriptText;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TrackFormat;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody wants who makes a job: its body, checked. Pure.
 *
 * @param draft the request, under a name that is not its own yet, with voices as they were asked for
 * @param webhook who is told of the end
 * @param life how long until it is given up
 */
record JobOrder(SpeechRequest draft, Optional<URI> webhook, Optional<Duration> life) {

    private static final Set<String> FIELDS = Set.of("input", "script", "voice", "voices", "format", "bitrate_kbps",
            "sample_rate", "speed", "loudness", "seed", "cfg_scale", "steps", "silence_ms", "paragraph_pause_ms",
            "captions", "priority", "title", "name", "metadata", "webhook", "expires_in");
    private static final Set<String> LINE_FIELDS = Set.of("speaker", "text");
    private static final String NO_ID = "draft";
    private static final int MAX_NAME_CHARS = 200;
    private static final int MAX_METADATA_CHARS = 16_384;
    private static final int MAX_PAUSE_MILLIS = 60_000;
    private static final int LONGEST_LIFE_SECONDS = 7 * 24 * 3600;
    /** A request and its plan are one record of Kafka each, of 1 MiB at most; the rest of them takes a little, too. */
    private static final int MAX_TEXT_BYTES = 900_000;

    /** @throws ProblemException with what is wrong, and where */
    static JobOrder read(JsonNode body, RequestLimits limits) {
        var fields = Fields.of(body, "", FIELDS);
        var draft = SpeechRequest.newBuilder().setId(NO_ID).setDelivery(Delivery.STORE);
        words(fields, draft, limits);
        voices(fields, draft);
        sound(fields, draft);
        draft.setPriority(fields.choice("priority", Priority.values()).orElse(Priority.BULK))
                .setTitle(fields.name("title", MAX_NAME_CHARS).orElse(null))
                .setName(fields.name("name", MAX_NAME_CHARS).orElse(null));
        var metadata = fields.texts("metadata", MAX_METADATA_CHARS);
        if (metadata.containsKey(Webhooks.REMARK)) {
            throw Fields.bad("metadata", "Invalid 'metadata': '" + Webhooks.REMARK + "' is the service's own word",
                    "invalid_value");
        }
        draft.setMetadata(metadata);
        var order = new JobOrder(draft.build(), webhook(fields),
                fields.whole("expires_in", 1, LONGEST_LIFE_SECONDS).map(Duration::ofSeconds));
        RequestRules.refusal(order.draft, limits).ifPresent(refusal -> {
            throw refused(refusal.getMessage());
        });
        return order;
    }

    private static void words(Fields fields, SpeechRequest.Builder draft, RequestLimits limits) {
        if (fields.has("input") == fields.has("script")) {
            throw Fields.bad("input", fields.has("input")
                    ? "Expected either 'input' or 'script', found both"
                    : "Missing required parameter: input (or script)", "invalid_value");
        }
        var text = fields.text("input");
        var lines = text.isPresent() ? List.<ScriptLine>of() : script(fields.node("script"));
        var field = text.isPresent() ? "input" : "script";
        draft.setText(text.orElse(null)).setScript(lines);
        checkLength(field, RequestRules.lines(draft.build()), limits);
    }

    private static void checkLength(String field, List<ScriptLine> lines, RequestLimits limits) {
        long chars = 0;
        long bytes = 0;
        for (var line : lines) {
            var text = line.getText().strip();
            chars += text.codePointCount(0, text.length());
            bytes += line.getText().getBytes(StandardCharsets.UTF_8).length;
        }
        if (chars == 0) {
            throw Fields.bad(field, "Invalid '" + field + "': expected something to say, found nothing",
                    "invalid_value");
        }
        if (chars > limits.maxTextChars()) {
            throw Fields.bad(field, "Invalid '" + field + "': expected at most " + limits.maxTextChars()
                    + " characters, found " + chars, "string_above_max_length");
        }
        if (bytes > MAX_TEXT_BYTES) {
            throw Fields.bad(field, "Invalid '" + field + "': expected at most " + MAX_TEXT_BYTES
                    + " bytes of UTF-8, found " + bytes, "string_above_max_length");
        }
    }

    private static List<ScriptLine> script(JsonNode written) {
        if (written.isTextual()) {
            return switch (ScriptText.read(Fields.text(written, "script"))) {
                case ScriptText.Read.Script(var turns) -> turns;
                case ScriptText.Read.Malformed(_, var problem) ->
                    throw Fields.bad("script", "Invalid 'script': " + problem, "invalid_value");
            };
        }
        if (!written.isArray()) {
            throw Fields.wrongKind("script", "a string or an array of speakers and texts", written);
        }
        var lines = new ArrayList<ScriptLine>();
        for (var item : written) {
            var line = Fields.of(item, "script[" + lines.size() + "].", LINE_FIELDS);
            lines.add(new ScriptLine(line.name("speaker", MAX_NAME_CHARS).orElse("1"),
                    line.text("text").orElseThrow(() -> Fields.bad(line.place() + "text",
                            "Missing required parameter: " + line.place() + "text", "invalid_value"))));
        }
        return lines;
    }

    private static void voices(Fields fields, SpeechRequest.Builder draft) {
        draft.setVoice(fields.name("voice", MAX_NAME_CHARS).orElse(null))
                .setVoices(fields.texts("voices", MAX_NAME_CHARS))
                .setSeed(fields.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(null));
        fields.number("cfg_scale").ifPresent(draft::setCfgScale);
        fields.whole("steps", 1, RequestRules.MAX_STEPS).ifPresent(draft::setSteps);
    }

    private static void sound(Fields fields, SpeechRequest.Builder draft) {
        draft.setFormat(fields.choice("format", TrackFormat.values()).orElse(TrackFormat.MP3))
                .setCaptions(fields.choices("captions", CaptionFormat.values()))
                .setSilenceMillis(fields.whole("silence_ms", 0, MAX_PAUSE_MILLIS).orElse(null))
                .setParagraphPauseMillis(fields.whole("paragraph_pause_ms", 0, MAX_PAUSE_MILLIS).orElse(null));
        fields.whole("bitrate_kbps", 0, Integer.MAX_VALUE).ifPresent(draft::setBitrateKbps);
        fields.whole("sample_rate", 0, Integer.MAX_VALUE).ifPresent(draft::setSampleRate);
        fields.number("speed").ifPresent(draft::setSpeed);
        fields.number("loudness").ifPresent(draft::setLoudness);
        if (fields.isNull("loudness")) {
            draft.setLoudness(null);
        }
    }

    private static Optional<URI> webhook(Fields fields) {
        return fields.text("webhook").map(written -> WebhookAddress.read(written).orElseThrow(() -> Fields.bad(
                "webhook", "Invalid 'webhook': expected " + WebhookAddress.EXPECTED, "invalid_value")));
    }

    /** The rules name fields as the messages of Kafka do. */
    private static ProblemException refused(String message) {
        int colon = message.indexOf(':');
        if (colon < 1 || !message.substring(0, colon).matches("[a-zA-Z]+")) {
            return new ProblemException(Problem.badRequest(message).coded("invalid_value"));
        }
        var field = message.substring(0, colon).replace("Millis", "Ms").replaceAll("([A-Z])", "_$1")
                .toLowerCase(Locale.ROOT);
        return Fields.bad(field, "Invalid '" + field + "'" + message.substring(colon), "invalid_value");
    }
}
