package io.vibestream.synth.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PhrasesTest {

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void phrasesAreTheTextInShortPieces(long seed) {
        var text = randomText(new Random(seed));

        var phrases = Phrases.of(text);

        assertThat(String.join(" ", phrases).replace(" ", "")).as("seed %d", seed).isEqualTo(text.replace(" ", ""));
        assertThat(phrases).as("seed %d", seed)
                .allSatisfy(phrase -> assertThat(phrase).isNotBlank().hasSizeLessThanOrEqualTo(200));
    }

    private static String randomText(Random random) {
        var text = new StringBuilder();
        int words = 1 + random.nextInt(120);
        for (int word = 0; word < words; word++) {
            int length = random.nextInt(40) == 0 ? 500 : 1 + random.nextInt(9);
            text.append("x".repeat(length)).append(List.of("", "", "", ",", ".", "!", "\"").get(random.nextInt(7)))
                    .append(' ');
        }
        return text.toString().strip();
    }

    @Test
    void sentencesAreSaidOneByOne() {
        assertThat(Phrases.of("It begins with a few words. This is another sentence, long enough to stand alone. "
                + "And here is the last one.")).containsExactly("It begins with a few words.",
                        "This is another sentence, long enough to stand alone.", "And here is the last one.");
    }

    @Test
    void shortSentencesShareABreath() {
        assertThat(Phrases.of("Yes. No. Perhaps.")).containsExactly("Yes. No. Perhaps.");
    }

    @Test
    void abbreviationsEndNoSentence() {
        var text = "The people in the waiting room all looked at Dr. Smith and at J. Jones of the U.S. Navy.";

        assertThat(Phrases.of(text)).containsExactly(text);
    }

    @Test
    void longSentencesAreCutAtAClause() {
        var clause = "word ".repeat(25).strip();

        assertThat(Phrases.of("It begins with a few words; " + clause + ", " + clause))
                .containsExactly("It begins with a few words;", clause + ",", clause);
    }

    @Test
    void theFirstPhraseIsOneClauseSoThatItIsHeardSoon() {
        assertThat(Phrases.of("When somebody waits for the sound, every word that is said before it counts twice."))
                .containsExactly("When somebody waits for the sound,",
                        "every word that is said before it counts twice.");
    }

    @Test
    void aFirstClauseThatIsTooLongForABreathIsCutBetweenWords() {
        var phrases = Phrases.of("word ".repeat(50).strip());

        assertThat(phrases.getFirst()).isEqualTo("word ".repeat(20).strip());
        assertThat(String.join(" ", phrases)).isEqualTo("word ".repeat(50).strip());
    }

    @Test
    void nothingGivesNoPhrase() {
        assertThat(Phrases.of("")).isEmpty();
    }
}
