package io.vibestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestRulesTest {

    private static final RequestLimits LIMITS = new RequestLimits(20, "tts.results");

    @Test
    void aPlainRequestIsFine() {
        assertThat(RequestRules.refusal(request(r -> r), LIMITS)).isEmpty();
        assertThat(RequestRules.refusal(Records.request(), new RequestLimits(2_000, "tts.results"))).isEmpty();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(refused("text missing", r -> r.setText(null), "Missing or empty 'text' parameter"),
                refused("text blank", r -> r.setText(" \n "), "Missing or empty 'text' parameter"),
                refused("cfg zero", r -> r.setCfgScale(0), "cfg_scale must be a positive number"),
                refused("cfg not a number", r -> r.setCfgScale(Double.NaN), "cfg_scale must be a positive number"),
                refused("cfg infinite", r -> r.setCfgScale(Double.POSITIVE_INFINITY),
                        "cfg_scale must be a positive number"),
                refused("too long in code points", r -> r.setText("😀".repeat(21)),
                        "Text length exceeds maximum of 20"),
                refused("text before cfg", r -> r.setText("").setCfgScale(-1), "Missing or empty 'text' parameter"),
                refused("cfg before length", r -> r.setText("x".repeat(21)).setCfgScale(-1),
                        "cfg_scale must be a positive number"),
                refused("id blank", r -> r.setId(" "), "id must not be blank"),
                refused("id long", r -> r.setId("x".repeat(201)),
                        "id must not be longer than 200 characters, found 201"),
                refused("id with a line break", r -> r.setId("a\nb"), "id must not contain control characters"),
                refused("id with half a character", r -> r.setId("a\ud800b"),
                        "id must not contain half of a surrogate pair"),
                refused("text and script", r -> r.setScript(List.of(new ScriptLine("1", "a"))),
                        "expected either text or script, found both"),
                refused("five speakers",
                        r -> r.setText(null)
                                .setScript(IntStream.range(0, 5).mapToObj(i -> new ScriptLine("" + i, "a")).toList()),
                        "script: expected at most 4 speakers, found 5"),
                refused("steps", r -> r.setSteps(51), "steps: expected 1 to 50, found 51"),
                refused("silence", r -> r.setSilenceMillis(-1), "silenceMillis: expected 0 to 60000"),
                refused("paragraph pause", r -> r.setParagraphPauseMillis(60_001),
                        "paragraphPauseMillis: expected 0 to 60000"),
                refused("malformed pause", r -> r.setText("Well. [pause:abc]"),
                        "pause: expected a mark such as [pause:1.5s] or [pause:500ms], whole milliseconds up to 60 s, found [pause:abc]"),
                refused("nothing but pauses", r -> r.setText("[pause:1s] "),
                        "Missing or empty 'text' parameter"),
                refused("chunk limits", r -> r.setChunkLimits(new ChunkLimits(0, 1)),
                        "chunkLimits: expected maxChars of at least 1 and minLastChars of at least 0"),
                refused("sample rate", r -> r.setSampleRate(23_999),
                        "sampleRate: expected one of [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000], found 23999"),
                refused("sample rate of Opus", r -> r.setFormat(TrackFormat.OPUS).setSampleRate(44_100),
                        "sampleRate: expected one of [8000, 12000, 16000, 24000, 48000] for OPUS, found 44100"),
                refused("bit rate", r -> r.setBitrateKbps(7), "bitrateKbps: expected 8 to 320, found 7"),
                refused("loudness", r -> r.setLoudness(Double.NaN), "loudness: expected -70.0 to -5.0 LUFS"),
                refused("metadata", r -> r.setMetadata(Map.of("k", "v".repeat(16_384))),
                        "metadata: expected at most 16384 characters, found 16385"),
                refused("title", r -> r.setTitle("t".repeat(201)), "title: expected at most 200 characters"),
                refused("reply topic outside", r -> r.setReplyTopic("secrets"),
                        "reply topic: expected a name that begins with 'tts.results', found one that is not allowed"));
    }

    private static Arguments refused(String name, UnaryOperator<SpeechRequest.Builder> change, String message) {
        return Arguments.of(name, request(change), message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatIsWrongIsSaidInWords(String name, SpeechRequest request, String message) {
        assertThat(RequestRules.refusal(request, LIMITS)).contains(new Refusal(Reason.INVALID_REQUEST, message));
    }

    @Test
    void thePipelinesOwnTopicsTakeNoReplies() {
        var everything = new RequestLimits(20, "");

        assertThat(RequestRules.replyTopicProblem("tts.requests", everything)).isPresent();
        assertThat(RequestRules.replyTopicProblem("tts.results", everything)).isEmpty();
        assertThat(RequestRules.replyTopicProblem("tts.results/../x", everything)).isPresent();
    }

    @Test
    void lengthIsCountedAfterWhiteSpaceAtTheEndsIsGone() {
        assertThat(RequestRules.refusal(request(r -> r.setText("  " + "x".repeat(20) + "\n")), LIMITS)).isEmpty();
    }

    private static SpeechRequest request(UnaryOperator<SpeechRequest.Builder> change) {
        return change.apply(SpeechRequest.newBuilder().setId("r-1").setText("Hello.")).build();
    }
}
