package io.vibestream.splitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexiconFileTest {

    @TempDir
    private Path directory = Path.of("");

    private Lexicon read(String json) throws IOException {
        return LexiconFile.read("LEXICON", Files.writeString(directory.resolve("lexicon.json"), json));
    }

    @Test
    void saysHowWordsAndPatternsAreSpoken() throws IOException {
        var lexicon = read("""
                {"entries": [
                  {"word": "vibevoice", "say": "Vibe Voice", "case": "any"},
                  {"word": "US", "say": "United States"},
                  {"regex": "no\\\\. ?(\\\\d+)", "say": "number $1", "case": "any", "voices": ["Frank", "Emma"]}
                ]}""");

        assertThat(lexicon.spell("VibeVoice, us, US, No. 5", "frank").spoken())
                .isEqualTo("Vibe Voice, us, United States, number 5");
        assertThat(lexicon.spell("No. 5", "Alice").spoken()).isEqualTo("No. 5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            []                                             | expected an object with an array 'entries' in FILE, found none
            {"entries": {}}                                | expected an object with an array 'entries' in FILE, found none
            ["a"]                                          | either a word or a regex in entry 1 of FILE, found none
            [{"word": "a", "regex": "b", "say": "c"}]      | either a word or a regex in entry 1 of FILE, found both
            [{"word": " ", "say": "c"}]                    | a word in entry 1 of FILE, found none
            [{"word": "a"}]                                | 'say' in entry 1 of FILE, found none
            [{"word": 5, "say": "c"}]                      | text for 'word' in entry 1 of FILE, found number
            [{"word": "a", "say": "c", "spelling": ""}]    | the fields [case, regex, say, voices, word] in entry 1 of FILE, found 'spelling'
            [{"word": "a", "say": "c", "case": "upper"}]   | exact or any for 'case' in entry 1 of FILE, found 'upper'
            [{"word": "a", "say": "c", "voices": []}]      | names for 'voices' in entry 1 of FILE, found []
            [{"regex": "(a", "say": "c"}]                  | a regex of RE2 in entry 1 of FILE, found error parsing regexp: missing closing ): `(a`
            [{"regex": "(a)\\\\1", "say": "c"}]            | a regex of RE2 in entry 1 of FILE, found error parsing regexp: invalid escape sequence: `\\1`
            [{"regex": "a*", "say": "c"}]                  | a regex that matches something in entry 1 of FILE, found 'a*', which also matches nothing
            [{"regex": "(a)", "say": "$2"}]                | $0 to $1 or $$ after every dollar of 'say' in entry 1 of FILE, found '$2'
            [{"regex": "a", "say": "5$"}]                  | $0 to $0 or $$ after every dollar of 'say' in entry 1 of FILE, found '5$'
            """)
    void namesTheEntryThatIsWrong(String entries, String message) {
        var json = entries.startsWith("[{") || entries.startsWith("[\"") ? "{\"entries\": " + entries + "}" : entries;

        assertThatThrownBy(() -> read(json)).isInstanceOf(SettingsException.class)
                .hasMessageContaining(message.replace("FILE", directory.resolve("lexicon.json").toString()))
                .hasMessageContaining("LEXICON: expected");
    }

    @Test
    void namesTheLineThatIsNoJson() {
        assertThatThrownBy(() -> read("{\"entries\": [\n  {\"word\": \"a\",\n   \"say\" \"b\"}\n]}"))
                .isInstanceOf(SettingsException.class).hasMessageContaining("lexicon.json, found in line 3: ");
    }

    @Test
    void tellsEverythingThatIsWrongTogether() {
        assertThatThrownBy(() -> read(
                "{\"entries\": [{\"word\": \"a\"}, {\"word\": \"b\", \"say\": \"c\"}, {\"regex\": \"[\", \"say\": 1}]}"))
                .isInstanceOf(SettingsException.class).hasMessageContaining("3 settings are wrong")
                .hasMessageContaining("entry 1").hasMessageContaining("entry 3");
    }

    @Test
    void saysWhenThereIsNoSuchFileOrNoText() throws IOException {
        assertThatThrownBy(() -> LexiconFile.read("LEXICON", directory.resolve("none.json")))
                .isInstanceOf(SettingsException.class).hasMessageContaining("none.json");
        var latin1 = Files.write(directory.resolve("latin1.json"), "{\"ä\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> LexiconFile.read("LEXICON", latin1)).isInstanceOf(SettingsException.class)
                .hasMessageContaining("expected a file in UTF-8").hasMessageContaining("latin1.json");
    }
}
