package io.vibestream.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTableTest {

    private static final Setting<String> REGION = Setting.text("S3_REGION", "Region of the bucket")
            .defaultsTo("us-east-1");
    private static final Setting<Integer> CHARS = Setting.integer("MAX_CHUNK_CHARS", "Longest chunk")
            .between(1, 100_000)
            .defaultsTo(1000);
    private static final Setting<Secret> KEY = Setting.secret("API_KEY", "Key of the callers");
    private static final Setting<Optional<Secret>> TOKEN = Setting.secret("TOKEN", "Token | of the registry")
            .such("a token of 4 characters", token -> token.reveal().length() == 4).optional();
    private static final SettingsTable TABLE = SettingsTable.of(List.of(REGION, CHARS), List.of(KEY, TOKEN, REGION));

    @Test
    void takesTheDefaultWhereAVariableIsUnsetOrBlank() {
        var values = TABLE.read(Map.of("API_KEY", "k", "MAX_CHUNK_CHARS", "  "));

        assertThat(values.get(REGION)).isEqualTo("us-east-1");
        assertThat(values.get(CHARS)).isEqualTo(1000);
        assertThat(values.get(TOKEN)).isEmpty();
    }

    @Test
    void readsWhatIsSetWithoutTheWhiteSpaceAroundIt() {
        var values = TABLE.read(Map.of("API_KEY", "k", "MAX_CHUNK_CHARS", " 7 ", "TOKEN", "1234", "UNKNOWN", "x"));

        assertThat(values.get(CHARS)).isEqualTo(7);
        assertThat(values.get(KEY).reveal()).isEqualTo("k");
        assertThat(values.get(TOKEN)).contains(new Secret("1234"));
    }

    @Test
    void reportsAllProblemsTogetherAndShowsNoSecret() {
        assertThatThrownBy(() -> TABLE.read(Map.of("MAX_CHUNK_CHARS", "100001", "TOKEN", "hunter2")))
                .isInstanceOf(SettingsException.class).hasMessage("""
                        3 settings are wrong:
                          MAX_CHUNK_CHARS: expected a whole number from 1 to 100000, found '100001'
                          API_KEY: expected a secret, found nothing
                          TOKEN: expected a token of 4 characters, found something else (not shown)""");
    }

    @Test
    void neverShowsASecretThatItHolds() {
        var values = TABLE.read(Map.of("API_KEY", "hunter2"));

        assertThat(values.toString()).doesNotContain("hunter2");
    }

    @Test
    void describesEverySettingOnce() {
        assertThat(TABLE.describe()).isEqualTo("""
                NAME             DEFAULT    VALUE                            MEANING
                S3_REGION        us-east-1  text                             Region of the bucket
                MAX_CHUNK_CHARS  1000       a whole number from 1 to 100000  Longest chunk
                API_KEY          required   a secret                         Key of the callers
                TOKEN            unset      a token of 4 characters          Token | of the registry
                """);
    }

    @Test
    void describesItselfAsMarkdown() {
        assertThat(TABLE.describeMarkdown()).startsWith("""
                | Name | Default | Value | Meaning |
                | --- | --- | --- | --- |
                | `S3_REGION` | us-east-1 | text | Region of the bucket |
                """).endsWith("| Token \\| of the registry |\n");
    }

    @Test
    void refusesTwoSettingsOfOneName() {
        var other = Setting.text("S3_REGION", "Another meaning");

        assertThatIllegalArgumentException().isThrownBy(() -> SettingsTable.of(List.of(REGION), List.of(other)))
                .withMessage("S3_REGION is defined twice");
    }

    @Test
    void refusesToGiveASettingThatWasNotRead() {
        var values = TABLE.read(Map.of("API_KEY", "k"));
        var stranger = Setting.bool("STRANGER", "Not in the table");

        assertThatIllegalArgumentException().isThrownBy(() -> values.get(stranger))
                .withMessageContaining("STRANGER is not in the table");
    }
}
