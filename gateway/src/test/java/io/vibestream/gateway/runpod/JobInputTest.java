package io.vibestream.gateway.runpod;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.gateway.http.Json;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TrackFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobInputTest {

    private static final double DEFAULT_CFG_SCALE = 1.3;

    @Test
    void fillsInTheOldDefaults() {
        var request = accepted("{'text': 'Hello.'}");

        assertThat(request.getText()).contains("Hello.");
        assertThat(request.getCfgScale()).isEqualTo(1.3);
        assertThat(request.getVoice()).as("the splitter knows the default").isEmpty();
        assertThat(request.getName()).isEmpty();
        assertThat(request.getDisablePrefill()).isFalse();
        assertThat(request.getFormat()).isEqualTo(TrackFormat.MP3);
        assertThat(request.getSeed()).isEmpty();
        assertThat(request.getSteps()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'text': ''}", "{'text': null}", "{'text': ' \\n\\u00a0 '}", "{'text': 0}",
            "{'text': false}", "{'text': []}", "{'text': {}}", "{'input': ''}"})
    void asksForText(String input) {
        assertThat(refusal(input)).isEqualTo("Missing or empty 'text' parameter");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"text": 5}          | text must be a string, found a number
            {"text": true}       | text must be a string, found a boolean
            {"text": ["a"]}      | text must be a string, found an array
            {"text": {"a": "b"}} | text must be a string, found an object
            {"text": "a\\ud83d"} | text must be Unicode text, found half of a surrogate pair
            null                 | input must be an object, found null
            "text"               | input must be an object, found a string
            ["text"]             | input must be an object, found an array
            7                    | input must be an object, found a number
            """)
    void namesWhatHasTheWrongType(String input, String message) {
        assertThat(refusal(input)).isEqualTo(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'text': ' Hello. '}", "{'input': 'Hello.'}", "{'prompt': 'Hello.'}",
            "{'text': '', 'input': 'Hello.'}", "{'text': 'Hello.', 'input': 'Bye.', 'prompt': 5}"})
    void takesTextUnderItsOtherNamesWithoutTheSpaceAround(String input) {
        assertThat(accepted(input).getText()).contains("Hello.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "'0'", "' -0.5 '", "false", "'nan'", "'inf'", "'-inf'", "1e400", "'1e400'"})
    void wantsAPositiveCfgScale(String cfgScale) {
        assertThat(refusal("{'text': 'a', 'cfg_scale': " + cfgScale + "}"))
                .isEqualTo("cfg_scale must be a positive number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "abc"        | abc
            ""           |
            "1__0"       | 1__0
            "1,5"        | 1,5
            null         | None
            [1.5]        | [1.5]
            {"a": "b"}   | {'a': 'b'}
            """)
    void wantsANumberForCfgScale(String cfgScale, String shown) {
        assertThat(refusal("{\"text\": \"a\", \"cfg_scale\": " + cfgScale + "}"))
                .isEqualTo("cfg_scale must be a valid number, got: " + (shown == null ? "" : shown));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            2        | 2
            1.5      | 1.5
            "1.5"    | 1.5
            " 1_0 "  | 10
            true     | 1
            100000   | 100000
            """)
    void takesEveryCfgScaleThatPythonTook(String cfgScale, double number) {
        assertThat(accepted("{\"text\": \"a\", \"cfg_scale\": " + cfgScale + "}").getCfgScale()).isEqualTo(number);
    }

    @Test
    void countsCodePointsAfterStripping() {
        var longest = "\uD83D\uDE00".repeat(2000);

        assertThat(accepted("{'text': '  " + longest + "  '}").getText()).contains(longest);
        assertThat(refusal("{'text': '" + longest + "a'}")).isEqualTo("Text length exceeds maximum of 2000");
    }

    @Test
    void takesAScriptForText() {
        var expected = List.of(new ScriptLine("1", "Hello."), new ScriptLine("Bob", "Hi."));

        assertThat(accepted("{'script': 'Speaker 1: Hello.\\nBob: Hi.'}").getScript()).isEqualTo(expected);
        var request = accepted(
                """
                        {'script': [{'speaker': 1, 'text': 'Hello.'}, {'speaker': 'Bob', 'text': 'Hi.'}],
                         'voices': {'Speaker 1': 'Maya', 'Bob': 'Frank'}, 'paragraph_pause_ms': 700, 'captions': ['vtt', 'srt', 'vtt']}""");
        assertThat(request.getScript()).isEqualTo(expected);
        assertThat(request.getText()).isEmpty();
        assertThat(request.getVoices()).isEqualTo(Map.of("1", "Maya", "Bob", "Frank"));
        assertThat(request.getParagraphPauseMillis()).contains(700);
        assertThat(request.getCaptions()).containsExactly(CaptionFormat.SRT, CaptionFormat.VTT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"script": "Hello."}          | script, line 1: expected a turn that begins with its speaker, such as 'Speaker 1: …' or 'Alice: …', found none
            {"script": 5}                 | script must be text or an array, found a number
            {"script": "A: a\\ud83d"}   | script must be Unicode text, found half of a surrogate pair
            {"script": []}                | Missing or empty 'text' parameter
            {"script": ["a"]}             | script, turn 1: expected an object with a speaker and a text, found a string
            {"script": [{"speaker": "A"}]} | script, turn 1: expected an object with a speaker and a text, found one that lacks either
            {"script": "A: [pause:x]"}    | pause: expected a mark such as [pause:1.5s] or [pause:500ms], whole milliseconds up to 60 s, found [pause:x]
            {"text": "a", "voices": []}   | voices must be an object, found an array
            {"text": "a", "voices": {"1": 5}} | voices: expected a name for every speaker, found a number
            {"text": "a", "captions": "srt"} | captions must be an array, found a string
            {"text": "a", "captions": ["ass"]} | captions: expected srt or vtt, found ass
            {"text": "a", "paragraph_pause_ms": 60001} | paragraph_pause_ms: expected a whole number from 0 to 60000, found 60001
            """)
    void namesWhatIsWrongWithAScript(String input, String message) {
        assertThat(refusal(input)).isEqualTo(message);
    }

    @Test
    void checksTextThenCfgScaleThenLengthThenTheRest() {
        var tooLong = "a".repeat(2001);

        assertThat(refusal("{'text': ' ', 'cfg_scale': 'x', 'seed': 'x'}"))
                .isEqualTo("Missing or empty 'text' parameter");
        assertThat(refusal("{'text': '" + tooLong + "', 'cfg_scale': 'x', 'seed': 'x'}"))
                .isEqualTo("cfg_scale must be a valid number, got: x");
        assertThat(refusal("{'text': '" + tooLong + "', 'cfg_scale': 0, 'seed': 'x'}"))
                .isEqualTo("cfg_scale must be a positive number");
        assertThat(refusal("{'text': '" + tooLong + "', 'cfg_scale': 1, 'seed': 'x'}"))
                .isEqualTo("Text length exceeds maximum of 2000");
        assertThat(refusal("{'text': 'a', 'cfg_scale': 1, 'seed': 'x'}")).startsWith("seed: expected a whole number");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            true    | true
            "false" | true
            "no"    | true
            1       | true
            [0]     | true
            false   | false
            ""      | false
            0       | false
            null    | false
            []      | false
            {}      | false
            """)
    void takesDisablePrefillAsPythonsBool(String written, boolean disabled) {
        assertThat(accepted("{\"text\": \"a\", \"disable_prefill\": " + written + "}").getDisablePrefill())
                .isEqualTo(disabled);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            "Frank" | Frank
            " "     | ~ ~
            ""      |
            null    |
            false   |
            0       |
            7       | 7
            """)
    void takesTheSpeakersName(String written, String voice) {
        assertThat(accepted("{\"text\": \"a\", \"speaker_name\": " + written + "}").getVoice())
                .isEqualTo(Optional.ofNullable(voice));
    }

    @Test
    void namesTheFileAfterTheSession() {
        assertThat(accepted("{'text': 'a', 'session_id': '../../etc/passwd'}").getName())
                .as("made safe by whoever writes files").contains("../../etc/passwd");
        assertThat(accepted("{'text': 'a', 'session_id': 17}").getName()).contains("17");
        assertThat(refusal("{'text': 'a', 'session_id': ['x']}"))
                .isEqualTo("session_id must be a string, found an array");
        assertThat(refusal("{'text': 'a', 'session_id': '" + "x".repeat(201) + "'}"))
                .isEqualTo("session_id: expected at most 200 characters");
    }

    @ParameterizedTest
    @CsvSource({"mp3, MP3", "pcm_16, WAV", "wav, WAV", "opus, OPUS", "aac, AAC", "flac, FLAC", "pcm, PCM"})
    void knowsFormatsByBothNames(String written, TrackFormat format) {
        for (var field : new String[]{"output_format", "format"}) {
            var read = read("{'text': 'a', '" + field + "': '" + written + "'}");

            assertThat(read).isInstanceOfSatisfying(JobInput.Read.Accepted.class, accepted -> {
                assertThat(accepted.request().getFormat()).isEqualTo(format);
                assertThat(accepted.formatShown()).contains(written);
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"'\"MP3\"', MP3", "'\"../x\"', ../x", "17, 17", "'[\"mp3\"]', ['mp3']"})
    void refusesFormatsThatItDoesNotKnow(String written, String shown) {
        assertThat(refusal("{\"text\": \"a\", \"output_format\": " + written + "}"))
                .startsWith("Unknown output_format: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "42", "9223372036854775807", "-9223372036854775808"})
    void takesEverySeed(String seed) {
        assertThat(accepted("{'text': 'a', 'seed': " + seed + "}").getSeed()).contains(Long.parseLong(seed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "'1'", "true", "[1]", "{}", "9223372036854775808", "1e300"})
    void refusesOtherSeeds(String seed) {
        assertThat(refusal("{'text': 'a', 'seed': " + seed + "}")).startsWith("seed: expected a whole number from ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "51", "-1", "'10'", "1.5", "true", "1e9"})
    void refusesOtherNumbersOfStepsThanOneToFifty(String steps) {
        assertThat(refusal("{'text': 'a', 'steps': " + steps + "}"))
                .startsWith("steps: expected a whole number from 1 to 50, found ");
    }

    @Test
    void ignoresWhatItDoesNotKnow() {
        assertThat(accepted("{'text': 'a', 'stream': true, 'whatever': {'a': [1]}, 'steps': 50}").getSteps())
                .isEqualTo(50);
    }

    private static SpeechRequest accepted(String input) {
        assertThat(read(input)).isInstanceOf(JobInput.Read.Accepted.class);
        return ((JobInput.Read.Accepted) read(input)).request();
    }

    private static String refusal(String input) {
        assertThat(read(input)).isInstanceOf(JobInput.Read.Refused.class);
        return ((JobInput.Read.Refused) read(input)).message();
    }

    /** Inputs that have no quotation mark are written with apostrophes. */
    private static JobInput.Read read(String input) {
        var json = input.contains("\"") ? input : input.replace('\'', '"');
        return JobInput.read(Json.parse(json.getBytes(StandardCharsets.UTF_8)),
                SpeechRequest.newBuilder().setId("sync-1"), new RequestLimits(2000, "tts.results"), DEFAULT_CFG_SCALE);
    }
}
