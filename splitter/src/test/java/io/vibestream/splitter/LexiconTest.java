package io.vibestream.splitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.google.re2j.Pattern;
import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.splitter.Lexicon.Entry;
import io.vibestream.splitter.Spelling.Change;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LexiconTest {

    private static final Lexicon LEXICON = new Lexicon(List.of(word("SQL", "sequel"), word("US", "United States"),
            anyCase("vibestream", "Vibe Stream"), word("C++", "C plus plus"), word("New York", "NYC"),
            word("New", "Old"),
            word("重庆", "Chongqing"), regex("No\\. (\\d+)", "number $1"), regex("\\$(\\d+)", "$1 dollars"),
            regex("\\[\\d+\\]", ""), new Entry.Word("tomato", false, "tomayto", Set.of("frank"))));

    private static Entry word(String word, String say) {
        return new Entry.Word(word, false, say, Set.of());
    }

    private static Entry anyCase(String word, String say) {
        return new Entry.Word(word, true, say, Set.of());
    }

    private static Entry regex(String syntax, String say) {
        return new Entry.Regex(Pattern.compile(syntax), say, Set.of());
    }

    private static String spoken(String text) {
        return LEXICON.spell(text, "Alice").spoken();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Learn SQL. | Learn sequel.", "SQL | sequel",
            "MySQL and SQLite | MySQL and SQLite",
            "sql | sql", "the US, not us | the United States, not us",
            "VIBESTREAM is VibeStream | Vibe Stream is Vibe Stream",
            "In C++: yes | In C plus plus: yes", "New York is New | NYC is Old", "我爱重庆吗 | 我爱Chongqing吗",
            "See No. 5 and No. 12! | See number 5 and number 12!", "It costs $30 | It costs 30 dollars",
            "so [12] it is | so  it is", "SQLe\u0301 | SQLe\u0301"})
    void spellsWordsAndPatterns(String written, String spoken) {
        assertThat(spoken(written)).isEqualTo(spoken);
    }

    @Test
    void spellsSomeWordsForSomeVoicesOnly() {
        assertThat(LEXICON.spell("a tomato", "Frank").spoken()).isEqualTo("a tomayto");
        assertThat(LEXICON.spell("a tomato", "Alice").spoken()).isEqualTo("a tomato");
    }

    @Test
    void looksNotAtItsOwnSpellingsAgain() {
        var circular = new Lexicon(List.of(word("a", "b"), word("b", "a"), regex("[ab]b", "x")));

        assertThat(circular.spell("a b bb", "Alice").spoken()).isEqualTo("b a x");
    }

    @Test
    void prefersWordsToPatternsAndWhatStandsFirst() {
        var several = new Lexicon(List.of(regex("a.", "1"), regex("a..", "2"), word("ab", "3")));

        assertThat(several.spell("ab axc", "Alice").spoken()).isEqualTo("3 1c");
    }

    @Test
    void leavesNobodySpeechless() {
        assertThat(LEXICON.spell(" [1] ", "Alice")).isEqualTo(Spelling.asWritten(" [1] "));
    }

    @Test
    void saysWhatIsSpokenWhere() {
        var spelling = LEXICON.spell("A SQL [1] b", "Alice");

        assertThat(spelling).isEqualTo(new Spelling("A SQL [1] b", "A sequel  b",
                List.of(new Change(2, 5, 2, 8), new Change(6, 9, 9, 9))));
        assertThat(List.of(0, 2, 3, 7, 8, 9, 10, 11)).extracting(spelling::writtenAt).containsExactly(0, 2, 5, 5, 5, 6,
                10,
                11);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cutsWhatIsSpokenAndLosesNothingThatIsWritten(long seed) {
        var random = new Random(seed);
        var words = List.of("SQL", "US", "vibestream", "C++", "[12]", "No. 7", "word", "end.", "Why?", "重庆", "😀",
                "e\u0301", ",");
        var text = random.ints(random.nextInt(60), 0, words.size()).mapToObj(words::get)
                .collect(Collectors.joining(random.nextBoolean() ? " " : "\n\n", "a ",
                        random.nextBoolean() ? "" : " [3]"));
        int max = random.nextInt(3, 40);
        var script = List.of(new ScriptLine("1", text), new ScriptLine("2", "US."));

        var chunks = new Cutter(new ChunkLimits(max, random.nextInt(10)), LEXICON).cut(Sections.of(script, 0),
                _ -> "Alice");

        var lines = chunks.stream().flatMap(chunk -> chunk.lines().stream()).toList();
        var written = lines.stream().map(SpelledLine::written).collect(Collectors.joining());
        var spoken = lines.stream().map(SpelledLine::spoken).collect(Collectors.joining());
        assertThat(Chunks.visible(written)).as("seed %d", seed).isEqualTo(Chunks.visible(text + "US."));
        assertThat(Chunks.visible(spoken)).as("seed %d", seed)
                .isEqualTo(Chunks.visible(spoken(text) + "United States."));
        assertThat(chunks).as("seed %d", seed).allSatisfy(chunk -> assertThat(chunk.sentenceEnds()).isSorted()
                .allSatisfy(end -> assertThat(end).isPositive()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|a)*b", "a.*z", "\\b(a.*z)?", "(x*)*y"})
    void takesHostilePatternsOverLongTextInBoundedTime(String pattern) {
        var lexicon = new Lexicon(List.of(regex(pattern, "x"), word("a", "b")));
        var text = "a".repeat(5_000) + " a".repeat(5_000);

        assertTimeout(Duration.ofSeconds(30), () -> lexicon.spell(text, "Alice")); // a second or two on a quiet machine
    }

    @Test
    void findsPatternsInLongTextWhereverTheyBegin() {
        var lexicon = new Lexicon(List.of(regex("x(\\d+)y", "<$1>")));
        var text = "-".repeat(499) + "x1y" + "-".repeat(497) + "x22y" + "-".repeat(2_000) + "x3y";

        assertThat(lexicon.spell(text, "Alice").spoken()).isEqualTo(text.replace("x1y", "<1>").replace("x22y", "<22>")
                .replace("x3y", "<3>"));
    }
}
