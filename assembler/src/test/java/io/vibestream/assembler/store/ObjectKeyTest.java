package io.vibestream.assembler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeyTest {

    @ParameterizedTest
    @CsvSource({"book, r-1, book_r-1.mp3", "My Book: Vol. 1, 6ba7b810-9dad-11d1-80b4-00c04fd430c8,"
            + " My-Book-Vol.-1_6ba7b810-9dad-11d1-80b4-00c04fd430c8.mp3", "session_7, r, session-7_r.mp3",
            "../../etc/passwd, r, etc-passwd_r.mp3", ".hidden, r, hidden_r.mp3", "早上好, r, speech_r.mp3"})
    void aPlainIdStaysAndANameIsMadeSafe(String name, String id, String key) {
        assertThat(ObjectKey.of(name, id, "mp3")).hasToString(key);
    }

    @Test
    void aRequestWithoutANameIsSpeech() {
        assertThat(ObjectKey.of("r-1", "wav")).hasToString("speech_r-1.wav");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "a/b", "a\\b", "", "a b", "UPPER", "早上好", "a\u0000b", "a\nb",
            "C:x"})
    void anIdThatIsNoFileNameIsMarkedWithItsHash(String id) {
        assertThat(ObjectKey.of("n", id, "mp3").value()).matches("n_[A-Za-z0-9._-]*-[0-9a-f]{16}\\.mp3")
                .doesNotContain("/").doesNotContain("\\");
    }

    @Test
    void namesAndIdsOfAnyLengthFit() {
        assertThat(ObjectKey.of("n".repeat(10_000), "i".repeat(10_000), "mp3").value()).hasSizeLessThan(160);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "a/b", "a b", "..", "_a"})
    void nothingElseIsAKey(String value) {
        assertThatThrownBy(() -> new ObjectKey(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anIdCannotPassForAnothersMark() {
        var victim = ObjectKey.of("n", "a b", "mp3").value();
        var forged = victim.substring("n_".length(), victim.length() - ".mp3".length());

        assertThat(ObjectKey.of("n", forged, "mp3").value()).isNotEqualTo(victim);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void noTwoIdsShareAKeyWhateverTheNames(long seed) {
        var random = new Random(seed);
        var parts = List.of("a", "b", "A", "_", "-", ".", "/", " ", "é", "0");
        var owners = new HashMap<String, String>();

        for (int i = 0; i < 300; i++) {
            var id = word(random, parts);
            var key = ObjectKey.of(word(random, parts), id, "mp3").value().toLowerCase(java.util.Locale.ROOT);
            var owner = owners.putIfAbsent(key, id);
            assertThat(owner == null ? id : owner).as("seed %d, key %s", seed, key).isEqualTo(id);
        }
    }

    private static String word(Random random, List<String> parts) {
        var word = new StringBuilder();
        for (int length = random.nextInt(6); length >= 0; length--) {
            word.append(parts.get(random.nextInt(parts.size())));
        }
        return word.toString();
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }
}
