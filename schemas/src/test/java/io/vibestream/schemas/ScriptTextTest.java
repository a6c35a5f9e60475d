package io.vibestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.ScriptText.Read;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTextTest {

    private static List<ScriptLine> turns(String text) {
        assertThat(ScriptText.read(text)).isInstanceOf(Read.Script.class);
        return ((Read.Script) ScriptText.read(text)).turns();
    }

    private static ScriptLine turn(String speaker, String text) {
        return new ScriptLine(speaker, text);
    }

    @Test
    void readsThePlainFormatOfVibeVoice() {
        assertThat(turns("Speaker 1: Hello there.\nSpeaker 2: Hi: how are you?\r\n\r\nSpeaker 1: Fine.\n"))
                .containsExactly(
                        turn("1", "Hello there."), turn("2", "Hi: how are you?"), turn("1", "Fine."));
    }

    @Test
    void takesNamesForNumbers() {
        assertThat(turns("Alice: Hello.\nDr. O'Neil-Smith : Hi.\nalloy: Hey.\n小明：你好。")).containsExactly(
                turn("Alice", "Hello."), turn("Dr. O'Neil-Smith", "Hi."), turn("alloy", "Hey."), turn("小明", "你好。"));
    }

    @Test
    void goesOnWithATurnUntilTheNextBegins() {
        assertThat(turns("\uFEFFAlice:\n  One.\nTwo.\n\nThree.\n\nBob: Four.")).containsExactly(
                turn("Alice", "One.\nTwo.\n\nThree."), turn("Bob", "Four."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"He said: go away.", "http://example.com", "See https://example.com: it is good.",
            "12:30 is late.",
            "1: first of all", "  Bob: is who I mean.", "- Bob: no", "What, again: no.", ": nothing", "(Bob): no",
            "One Two Three Four Five: too many words", "Note:this"})
    void takesNothingElseForALabel(String line) {
        assertThat(turns("Alice: Well.\n" + line)).containsExactly(turn("Alice", "Well.\n" + line.strip()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"speaker 1: a", "SPEAKER 01 : a", "   Speaker  1:a", "Speaker 1：a"})
    void isNotParticularAboutHowSpeakersAreNumbered(String text) {
        assertThat(turns(text)).containsExactly(turn("1", "a"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            ~~                                    | 1 | script, line 1: expected turns such as 'Speaker 1: …' or 'Alice: …', found nothing
            ~\\n \\n~                             | 1 | script, line 1: expected turns such as 'Speaker 1: …' or 'Alice: …', found nothing
            ~\\nHello.\\nAlice: Hi.~              | 2 | script, line 2: expected a turn that begins with its speaker, such as 'Speaker 1: …' or 'Alice: …', found none
            ~Alice: Hi.\\nBob:\\n\\nAlice: Well.~ | 2 | script, line 2: expected text after 'Bob:', found none
            ~Alice: Hi.\\nBob:  ~                 | 2 | script, line 2: expected text after 'Bob:', found none
            ~A: 1\\nB: 2\\nA: 3\\nC: 4\\nD: 5\\nEve: 6~ | 6 | script, line 6: expected at most 4 speakers, found 'Eve' after [A, B, C, D]
            """)
    void namesTheFirstLineThatIsWrong(String text, int line, String problem) {
        assertThat(ScriptText.read(text.replace("\\n", "\n"))).isEqualTo(new Read.Malformed(line, problem));
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsEveryScriptAsItWasWritten(long seed) {
        var random = new Random(seed);
        var speakers = List.of("1", "2", "Alice", "Prof. Bob");
        var said = List.of("Yes.", "he said: no", "a\n\nb", "http://a.b/c: d", "[pause:1s] Well", "今天：好");
        var script = new ArrayList<ScriptLine>();
        var text = new StringBuilder();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            var turn = turn(speakers.get(random.nextInt(4)), said.get(random.nextInt(said.size())));
            script.add(turn);
            text.append(ScriptText.isNumber(turn.getSpeaker()) ? "Speaker " : "").append(turn.getSpeaker()).append(": ")
                    .append(turn.getText()).append("\n".repeat(1 + random.nextInt(3)));
        }

        assertThat(turns(text.toString())).as("seed %d", seed).isEqualTo(script);
    }

    @ParameterizedTest
    @CsvSource({"Speaker 1, 1", "' speaker 02 ', 2", "3, 3", "007, 7", "0, 0", "Alice, Alice",
            "Speaker One, Speaker One"})
    void hasOneLabelForEverySpeaker(String written, String label) {
        assertThat(ScriptText.label(written)).isEqualTo(label);
    }

    @Test
    void readsAMillionColonsInLinearTime() {
        assertThat(turns("Alice: " + "a: ".repeat(300_000))).hasSize(1);
        assertThat(ScriptText.read("Alice ".repeat(100_000) + ":")).isInstanceOf(Read.Malformed.class);
    }
}
