package io.vibestream.assembler.captions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RowsTest {

    private static List<String> rows(String text) {
        return Rows.of(text).stream().map(row -> text.substring(row.start(), row.end())).toList();
    }

    @Test
    void aShortSentenceIsOneRow() {
        assertThat(rows("It was a dark night.")).containsExactly("It was a dark night.");
    }

    @Test
    void aLongSentenceIsSharedOutEvenly() {
        assertThat(rows("It was a dark and stormy night, and the rain fell down.")).containsExactly(
                "It was a dark and stormy", "night, and the rain fell down.");
    }

    @Test
    void anAbbreviationStaysWhole() {
        assertThat(rows("Dr. Smith met Mr. Jones at 3.5 p.m. today, e.g. near St. Paul's.")).containsExactly(
                "Dr. Smith met Mr. Jones at 3.5", "p.m. today, e.g. near St. Paul's.");
    }

    @Test
    void textWithoutSpacesIsBrokenBetweenCharacters() {
        assertThat(rows("今天天气很好".repeat(5))).hasSize(2).allSatisfy(row -> assertThat(row).hasSizeBetween(14, 16));
        assertThat(rows("x".repeat(100))).hasSize(3);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostAndNoRowIsTooWide(long seed) {
        var random = new Random(seed);
        var snippets = List.of("a", "night", " ", " ", " ", ", ", "-", "http://example.com/x/y", "今天", "😀", "e\u0301",
                "สวัสดีครับ",
                "Donaudampfschifffahrtsgesellschaftskapitänswitwe", "\n", "\u00a0", "안녕", "👩\u200d👩\u200d👧");
        var text = new StringBuilder("a");
        for (int i = random.nextInt(80); i > 0; i--) {
            text.append(snippets.get(random.nextInt(snippets.size())));
        }
        var sentence = text.append('.').toString();

        var rows = rows(sentence);

        assertThat(String.join("", rows).replaceAll("\\s", "")).as("seed %d", seed)
                .isEqualTo(sentence.replaceAll("\\s", ""));
        assertThat(rows).as("seed %d", seed).allSatisfy(row -> assertThat(row).isNotEmpty().isEqualTo(row.strip()));
        assertThat(rows).as("seed %d", seed)
                .allSatisfy(row -> assertThat(row.codePoints().filter(c -> c < 0x300).count())
                        .isLessThanOrEqualTo(Rows.WIDTH));
    }
}
