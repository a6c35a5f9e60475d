package io.vibestream.synth.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VoiceMatchTest {

    private static final List<String> NAMES = List.of("Frank", "alice", "en-Alice_woman", "en-Carter_man");

    @ParameterizedTest
    @CsvSource({"Frank,Frank", "alice,alice", "Alice,alice", "_WOMAN,en-Alice_woman", "carter,en-Carter_man",
            "Mister Frank the first,Frank", "en,en-Alice_woman"})
    void takesTheNameItselfThenTheFirstThatIsAlike(String wish, String expected) {
        var match = VoiceMatch.of(NAMES, wish).orElseThrow();

        assertThat(match.voice()).isEqualTo(expected);
        assertThat(match.warning()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bob", "", "  "})
    void takesTheFirstOfAllAndSaysSo(String wish) {
        var match = VoiceMatch.of(NAMES, wish).orElseThrow();

        assertThat(match.voice()).isEqualTo("Frank");
        assertThat(match.warning().orElseThrow()).contains("'" + wish + "' is not known", "'Frank' speaks instead",
                "en-Carter_man");
    }

    @Test
    void findsNothingAmongNoVoices() {
        assertThat(VoiceMatch.of(List.of(), "Alice")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "../Alice", "a/b", "a\\b", ".hidden", "a.wav", "-a", "a ", "con", "LPT1", "a\nb",
            "a\u0000", "C:x", "~"})
    void refusesNamesThatMightBePaths(String name) {
        assertThatThrownBy(() -> new VoiceName(name)).isInstanceOf(VoiceException.class).hasMessageContaining("name:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Alice", "en-Alice_woman", "Ünï 2", "中文", "x"})
    void acceptsPlainNames(String name) {
        assertThatCode(() -> new VoiceName(name)).doesNotThrowAnyException();
    }
}
