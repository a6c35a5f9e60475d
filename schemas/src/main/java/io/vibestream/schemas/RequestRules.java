package io.vibestream.schemas;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What makes a request acceptable. The gateway asks before it produces a request, the splitter asks again because anyone may produce one.
 *
 * <p>The first three rules, their order and their words are those of the service that this pipeline replaces.
 */
public final class RequestRules {

    public static final int MAX_STEPS = 50;
    public static final int MAX_SPEAKERS = 4;
    private static final int MAX_ID_CHARS = 200;
    private static final int MAX_SILENCE_MILLIS = 60_000;
    private static final int MAX_METADATA_CHARS = 16_384;
    private static final int MAX_NAME_CHARS = 200;
    private static final double MIN_LOUDNESS = -70;
    private static final double MAX_LOUDNESS = -5;
    private static final double SLOWEST = 0.25;
    private static final double FASTEST = 4;
    private static final int MIN_KBPS = 8;
    private static final int MAX_KBPS = 320;
    /** The rates of MPEG-1, MPEG-2 and MPEG-2.5 Layer III. */
    private static final Set<Integer> SAMPLE_RATES = Set.of(8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000,
            44_100, 48_000);

    private static final Set<Integer> OPUS_RATES = Set.of(8_000, 12_000, 16_000, 24_000, 48_000);

    private RequestRules() {}

    /** Why this request is refused, or empty when it is fine. */
    public static Optional<Refusal> refusal(SpeechRequest request, RequestLimits limits) {
        return problem(request, limits).map(message -> new Refusal(Reason.INVALID_REQUEST, message));
    }

    private static Optional<String> problem(SpeechRequest request, RequestLimits limits) {
        var lines = lines(request);
        if (lines.stream().allMatch(line -> line.getText().isBlank())) {
            return Optional.of("Missing or empty 'text' parameter");
        }
        if (!(request.getCfgScale() > 0) || Double.isInfinite(request.getCfgScale())) {
            return Optional.of("cfg_scale must be a positive number");
        }
        if (lines.stream().mapToLong(line -> codePoints(line.getText().strip())).sum() > limits.maxTextChars()) {
            return Optional.of("Text length exceeds maximum of " + limits.maxTextChars());
        }
        return firstOf(List.of(idProblem(request.getId()), scriptProblem(request), pauseProblem(lines),
                numbersProblem(request), audioProblem(request), namesProblem(request, limits)));
    }

    /** The request's words in turns: its script, or its text as the only turn of speaker 1. */
    public static List<ScriptLine> lines(SpeechRequest request) {
        return request.getText().map(text -> List.of(new ScriptLine("1", text))).orElseGet(request::getScript);
    }

    /** Whether this can be a request's id and so a record's key: not blank, not too long, nothing unprintable. */
    public static Optional<String> idProblem(String id) {
        if (id.isBlank()) {
            return Optional.of("id must not be blank");
        }
        if (codePoints(id) > MAX_ID_CHARS) {
            return Optional.of("id must not be longer than " + MAX_ID_CHARS + " characters, found " + codePoints(id));
        }
        if (id.codePoints().anyMatch(Character::isISOControl)) {
            return Optional.of("id must not contain control characters");
        }
        // UTF-8 has no halves: on the wire it would be another id, and its sender would wait for ever.
        return id.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)
                ? Optional.of("id must not contain half of a surrogate pair")
                : Optional.empty();
    }

    private static Optional<String> scriptProblem(SpeechRequest request) {
        if (request.getText().isPresent() && !request.getScript().isEmpty()) {
            return Optional.of("expected either text or script, found both");
        }
        long speakers = lines(request).stream().map(ScriptLine::getSpeaker).distinct().count();
        return unless(speakers <= MAX_SPEAKERS,
                "script: expected at most " + MAX_SPEAKERS + " speakers, found " + speakers);
    }

    private static Optional<String> pauseProblem(List<ScriptLine> lines) {
        var malformed = lines.stream().map(ScriptLine::getText).map(PauseMarks::problem).flatMap(Optional::stream)
                .findFirst();
        return malformed.or(() -> unless(lines.stream().anyMatch(line -> saysSomething(line.getText())),
                "Missing or empty 'text' parameter"));
    }

    /** Whether there is more in it than marks of pauses; they must be readable. */
    private static boolean saysSomething(String text) {
        int from = 0;
        for (var mark : PauseMarks.in(text)) {
            if (!text.substring(from, mark.start()).isBlank()) {
                return true;
            }
            from = mark.end();
        }
        return !text.substring(from).isBlank();
    }

    private static Optional<String> numbersProblem(SpeechRequest request) {
        var limits = request.getChunkLimits();
        return firstOf(List.of(
                unless(within(request.getSteps(), 1, MAX_STEPS),
                        "steps: expected 1 to " + MAX_STEPS + ", found " + request.getSteps()),
                unless(request.getSilenceMillis().map(millis -> within(millis, 0, MAX_SILENCE_MILLIS)).orElse(true),
                        "silenceMillis: expected 0 to " + MAX_SILENCE_MILLIS),
                unless(request.getParagraphPauseMillis().map(millis -> within(millis, 0, PauseMarks.MAX_MILLIS))
                        .orElse(true), "paragraphPauseMillis: expected 0 to " + PauseMarks.MAX_MILLIS),
                unless(limits.map(chunk -> chunk.getMaxChars() >= 1 && chunk.getMinLastChars() >= 0).orElse(true),
                        "chunkLimits: expected maxChars of at least 1 and minLastChars of at least 0")));
    }

    private static Optional<String> audioProblem(SpeechRequest request) {
        return firstOf(List.of(
                unless(SAMPLE_RATES.contains(request.getSampleRate()),
                        "sampleRate: expected one of " + SAMPLE_RATES.stream().sorted().toList() + ", found "
                                + request.getSampleRate()),
                unless(request.getFormat() != TrackFormat.OPUS || OPUS_RATES.contains(request.getSampleRate()),
                        "sampleRate: expected one of " + OPUS_RATES.stream().sorted().toList() + " for OPUS, found "
                                + request.getSampleRate()),
                unless(within(request.getBitrateKbps(), MIN_KBPS, MAX_KBPS),
                        "bitrateKbps: expected " + MIN_KBPS + " to " + MAX_KBPS + ", found "
                                + request.getBitrateKbps()),
                unless(request.getSpeed() >= SLOWEST && request.getSpeed() <= FASTEST,
                        "speed: expected " + SLOWEST + " to " + FASTEST + ", found " + request.getSpeed()),
                unless(request.getLoudness().map(lufs -> lufs >= MIN_LOUDNESS && lufs <= MAX_LOUDNESS).orElse(true),
                        "loudness: expected " + MIN_LOUDNESS + " to " + MAX_LOUDNESS + " LUFS")));
    }

    private static Optional<String> namesProblem(SpeechRequest request, RequestLimits limits) {
        long metadata = request.getMetadata().entrySet().stream()
                .mapToLong(e -> (long) e.getKey().length() + e.getValue().length()).sum();
        return firstOf(List.of(
                unless(metadata <= MAX_METADATA_CHARS,
                        "metadata: expected at most " + MAX_METADATA_CHARS + " characters, found " + metadata),
                unless(request.getTitle().map(title -> codePoints(title) <= MAX_NAME_CHARS).orElse(true),
                        "title: expected at most " + MAX_NAME_CHARS + " characters"),
                request.getReplyTopic().flatMap(topic -> replyTopicProblem(topic, limits))));
    }

    /** Whether a request may have its result sent there. */
    public static Optional<String> replyTopicProblem(String topic, RequestLimits limits) {
        boolean ours = Topic.named(topic).filter(named -> named != Topic.RESULTS).isPresent();
        boolean legal = topic.matches("[a-zA-Z0-9._-]{1,249}") && topic.startsWith(limits.replyTopicPrefix());
        return unless(legal && !ours, "reply topic: expected a name that begins with '" + limits.replyTopicPrefix()
                + "', found one that is not allowed");
    }

    private static boolean within(int value, int least, int most) {
        return value >= least && value <= most;
    }

    private static Optional<String> unless(boolean fine, String problem) {
        return fine ? Optional.empty() : Optional.of(problem);
    }

    private static Optional<String> firstOf(List<Optional<String>> problems) {
        return problems.stream().flatMap(Optional::stream).findFirst();
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }
}
