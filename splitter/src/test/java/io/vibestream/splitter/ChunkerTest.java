package io.vibestream.splitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.ScriptLine;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {

    private static final List<String> SNIPPETS = List.of("a", "word", "Mr. Smith", "e.g.", "3.14", "J. R. R.", ".", "!",
            "?", "...", "…",
            ",", ";", ":", " - ", " — ", "\"", "'", "“", "”", "«", "»", "„", "(", ")", "[", " ", "  ", "\t", "\n",
            "\n\n", "\r\n", "\f",
            "\u2028", "\u2029", "\u3000", "\u00a0", "\u200b", "\u0085", "\u0000", "\u001b", "\u001c", "\u007f",
            "e\u0301", "\u0301",
            "\u200f", "\u202e", "😀", "👩\u200d👩\u200d👧\u200d👦", "👍🏽", "🇩🇪🇫🇷", "\u200d", "\ufe0f", "今天天气很好",
            "。", "，", "！", "「", "」",
            "これは", "カタカナ", "안녕하세요", "สวัสดีครับ", "مرحبا", "؟", "שלום", "हिन्दी", "।", "Ünïcödé", "\ud800", "\udc00",
            "𠮷𠮷",
            "Supercalifragilisticexpialidocious", "https://example.com/a?b=c");

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void losesRepeatsAndMovesNothingThatIsVisibleAndKeepsTheLimits(long seed) {
        var random = new Random(seed);
        var text = text(random, random.nextInt(1, 400));
        int max = random.nextInt(10) == 0 ? random.nextInt(1, 4) : random.nextInt(4, 120);
        int minLast = random.nextInt(0, 150);

        var chunks = Chunks.of(text, max, minLast);

        assertThat(Chunks.visible(String.join("", chunks))).as("seed %d", seed).isEqualTo(Chunks.visible(text));
        assertThat(chunks).as("seed %d", seed)
                .allSatisfy(chunk -> assertThat(chunk).isNotEmpty().isEqualTo(chunk.strip()));
        for (int i = 0; i < chunks.size(); i++) {
            int merged = i == chunks.size() - 1 ? Math.min(minLast, max) : 0;
            assertThat(Chunks.length(chunks.get(i))).as("seed %d, chunk %d", seed, i)
                    .isLessThanOrEqualTo(max + merged);
        }
        if (Chunks.length(text.strip()) <= max) {
            assertThat(chunks).as("seed %d", seed)
                    .isEqualTo(text.isBlank() ? List.of() : List.of(text.strip()));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void keepsEveryWordOfAScriptWithItsSpeaker(long seed) {
        var random = new Random(seed);
        var script = Stream.generate(
                () -> new ScriptLine(Integer.toString(random.nextInt(1, 4)), text(random, random.nextInt(0, 40))))
                .limit(random.nextInt(1, 12)).toList();

        var lines = Chunks.of(script, random.nextInt(1, 100), random.nextInt(0, 50)).stream()
                .flatMap(List::stream).toList();

        assertThat(spoken(lines)).as("seed %d", seed).isEqualTo(spoken(script));
    }

    private static String spoken(List<ScriptLine> lines) {
        var spoken = new StringBuilder();
        for (var line : lines) {
            Chunks.visible(line.getText()).codePoints()
                    .forEach(c -> spoken.append(line.getSpeaker()).appendCodePoint(c));
        }
        return spoken.toString();
    }

    private static String text(Random random, int snippets) {
        var text = new StringBuilder();
        for (int i = 0; i < snippets; i++) {
            switch (random.nextInt(10)) {
                case 0 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                case 1, 2, 3 -> text.append(' ');
                default -> text.append(SNIPPETS.get(random.nextInt(SNIPPETS.size())));
            }
        }
        return text.toString();
    }

    @Test
    void leavesTextThatFitsAsItIs() {
        assertThat(Chunks.of(" \n Chapter One\n\nIt  was dark. \t", 1000, 150))
                .containsExactly("Chapter One\n\nIt  was dark.");
    }

    @Test
    void countsCodePointsAndNotHalves() {
        assertThat(Chunks.of("😀".repeat(10), 10, 0)).containsExactly("😀".repeat(10));
    }

    @Test
    void makesNothingOfWhiteSpace() {
        assertThat(Chunks.of(" \t\n\u3000", 10, 5)).isEmpty();
    }

    @Test
    void cutsSentencesBeforeClausesBeforeWords() {
        var text = "One sentence here. Another one, with a clause; and then more words than fit in any one line";

        assertThat(Chunks.of(text, 24, 0)).containsExactly("One sentence here.", "Another one,", "with a clause;",
                "and then more words than", "fit in any one line");
    }

    @Test
    void cutsAtTheMarksOfChineseAndThenBetweenCharacters() {
        assertThat(Chunks.of("他说，今天天气很好，我们去公园吧。好的。", 8, 0)).containsExactly("他说，", "今天天气很好，", "我们去公园吧。", "好的。");
        assertThat(Chunks.of("今天天气很好我们去公园吧", 5, 0)).containsExactly("今天天气很", "好我们去公", "园吧");
    }

    @Test
    void beginsNoChunkWithAMarkThatEndsOne() {
        assertThat(Chunks.of("今天天气很「好」我们去", 6, 0)).containsExactly("今天天气很", "「好」我们去");
    }

    @Test
    void joinsTextWithoutSpacesWithoutSpaces() {
        assertThat(Chunks.of("你好。今天很好。我们走吧！", 8, 0)).containsExactly("你好。今天很好。", "我们走吧！");
        assertThat(Chunks.of("你好吗。今天很好。走！", 6, 6)).containsExactly("你好吗。", "今天很好。走！");
    }

    @Test
    void cutsNoCharacterInTwoAsLongAsItFits() {
        var family = "👩\u200d👩\u200d👧\u200d👦";

        assertThat(Chunks.of(family.repeat(3), 8, 0)).containsExactly(family, family, family);
        assertThat(Chunks.of("e\u0301".repeat(4), 5, 0)).containsExactly("e\u0301".repeat(2), "e\u0301".repeat(2));
    }

    @Test
    void cutsAddressesWhereALineMayBreak() {
        assertThat(Chunks.of("https://example.com/some/path/to/a-page", 20, 0)).allSatisfy(
                chunk -> assertThat(chunk).hasSizeLessThanOrEqualTo(20)).startsWith("https://example.com/");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "We saw Mr. Smith and Mrs. Jones walk by | 12",
            "It was J. R. R. Tolkien who wrote all this | 17",
            "See it in Fig. 3 and in No. 12 of the series | 11",
            "Some say, e.g. Miller, that vs. Chicago it rained | 16"})
    void cutsNotEvenBetweenWordsAfterAnAbbreviation(String text, int max) {
        assertThat(Chunks.of(text, max, 0))
                .noneSatisfy(chunk -> assertThat(chunk).endsWith("."))
                .hasSizeGreaterThan(1);
    }

    @Test
    void keepsTheLineBreakAfterAHeading() {
        var text = "Chapter One\n\nIt was a dark night. It rained. Nobody was out there at all.";

        assertThat(Chunks.of(text, 50, 0)).containsExactly("Chapter One\nIt was a dark night. It rained.",
                "Nobody was out there at all.");
    }

    @Test
    void mergesAShortEndIntoTheChunkBefore() {
        var text = "First sentence is here now. Second sentence is here now. Tiny.";

        assertThat(Chunks.of(text, 30, 6)).hasSize(2).last().isEqualTo("Second sentence is here now. Tiny.");
        assertThat(Chunks.of(text, 30, 5)).hasSize(3).last().isEqualTo("Tiny.");
    }

    @Test
    void putsSeveralTurnsIntoOneChunk() {
        var script = List.of(new ScriptLine("1", "Hi."), new ScriptLine("2", "Hello."), new ScriptLine("2", "Hey."));

        assertThat(Chunks.of(script, 100, 10)).containsExactly(script);
    }

    @Test
    void cutsScriptsBetweenTurnsFirst() {
        var script = List.of(new ScriptLine("1", "Good morning. How are you?"), new ScriptLine("2", "Fine. And you?"),
                new ScriptLine("1", "Fine."));

        assertThat(Chunks.of(script, 30, 0)).containsExactly(List.of(script.get(0)),
                List.of(script.get(1), script.get(2)));
    }

    @Test
    void continuesALongTurnAsOneLinePerChunk() {
        var script = List.of(new ScriptLine("1", "Yes."), new ScriptLine("2", "One two. Three four. Five six."),
                new ScriptLine("1", "No."));

        assertThat(Chunks.of(script, 20, 0)).containsExactly(
                List.of(new ScriptLine("1", "Yes.")),
                List.of(new ScriptLine("2", "One two. Three four.")),
                List.of(new ScriptLine("2", "Five six."), new ScriptLine("1", "No.")));
    }

    @Test
    void joinsAShortEndToItsOwnTurn() {
        var script = List.of(new ScriptLine("1", "One two three. Four five six. Go."));

        assertThat(Chunks.of(script, 16, 10)).last()
                .isEqualTo(List.of(new ScriptLine("1", "Four five six. Go.")));
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "10, -1"})
    void refusesLimitsThatMeanNothing(int max, int minLast) {
        assertThatThrownBy(() -> new Chunker(new ChunkLimits(max, minLast)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(Integer.toString(max))
                .hasMessageContaining(Integer.toString(minLast));
    }

    @ParameterizedTest
    @ValueSource(strings = {"He, Mr. Fox, jumped at 3.5 p.m. over \"the dog.\" Then it slept; a lot. ", "x", "\n",
            ".\"", "a.\" ", ". (", ", ",
            "Mr. ", "今天，天气很好。", "สวัสดีครับ", "\u0301", "1. ", "\ud800", "a\u00a0"})
    void takesAMillionCharactersOfAnythingInLinearTime(String unit) {
        var text = "a" + unit.repeat(1_000_000 / unit.length()) + "b";

        var chunks = assertTimeout(Duration.ofSeconds(8), () -> Chunks.of(text, 1000, 150)); // a second on a quiet machine

        assertThat(chunks).isNotEmpty();
    }
}
