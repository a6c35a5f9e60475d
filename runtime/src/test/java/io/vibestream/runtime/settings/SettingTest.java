package io.vibestream.runtime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {

    private enum Format {
        HUMAN, JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Setting<Duration> WAIT = Setting.duration("WAIT", "How long to wait");

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "1d, PT24H", "PT1M30S, PT1M30S", "5 M, PT5M",
            "0s, PT0S"})
    void readsDurations(String text, Duration expected) {
        assertThat(WAIT.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "-5s", "PT-5S", "5 weeks", "s", "999999999999999d", "99999999999999999999s"})
    void refusesDurationsWithoutUnitOrMeaning(String text) {
        assertThat(WAIT.parse(text)).isEmpty();
    }

    @Test
    void takesAPlainNumberAsADurationOnlyWhereTheUnitIsNamed() {
        var seconds = Setting.duration("EXPIRY_SECONDS", "How long a link works", ChronoUnit.SECONDS);

        assertThat(seconds.parse("90")).contains(Duration.ofSeconds(90));
        assertThat(seconds.parse("2h")).contains(Duration.ofHours(2));
        assertThat(seconds.parse("-1")).isEmpty();
        assertThat(seconds.expected()).startsWith("a number of seconds");
    }

    @ParameterizedTest
    @CsvSource({"PT36H, 36h", "PT24H, 1d", "PT90S, 90s", "PT0.25S, 250ms", "PT0S, 0s"})
    void showsADurationInTheLargestUnitThatHoldsItWhole(Duration value, String shown) {
        assertThat(WAIT.defaultsTo(value).shownDefault()).isEqualTo(shown);
    }

    @Test
    void keepsDurationsWithinBounds() {
        var bounded = WAIT.between(Duration.ofSeconds(15), Duration.ofMinutes(1));

        assertThat(bounded.parse("1m")).isPresent();
        assertThat(bounded.parse("61s")).isEmpty();
        assertThat(bounded.expected()).endsWith(" from 15s to 1m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "JSON", "Json"})
    void readsAConstantInEitherCase(String text) {
        var format = Setting.oneOf("LOG_FORMAT", "How lines look", Format.class).defaultsTo(Format.HUMAN);

        assertThat(format.parse(text)).contains(Format.JSON);
        assertThat(format.expected()).isEqualTo("one of human, json");
        assertThat(format.shownDefault()).isEqualTo("human");
    }

    @ParameterizedTest
    @CsvSource({"true, true", "YES, true", "on, true", "1, true", "False, false", "no, false", "off, false",
            "0, false"})
    void readsTruth(String text, boolean expected) {
        assertThat(Setting.bool("FLAG", "A flag").parse(text)).contains(expected);
    }

    @Test
    void refusesWhatIsNoValueOfTheType() {
        assertThat(Setting.bool("A", "").parse("maybe")).isEmpty();
        assertThat(Setting.integer("A", "").parse("1.5")).isEmpty();
        assertThat(Setting.decimal("A", "").parse("NaN")).isEmpty();
        assertThat(Setting.uri("A", "").parse("localhost:8081")).isEmpty();
        assertThat(Setting.uri("A", "").parse("http://a b")).isEmpty();
        assertThat(Setting.path("A", "").parse("a\0b")).isEmpty();
    }

    @Test
    void readsNumbersAddressesAndPaths() {
        assertThat(Setting.decimal("A", "").between(0.0, 2.0).parse("1.3")).contains(1.3);
        assertThat(Setting.uri("A", "").parse("http://localhost:8081")).contains(URI.create("http://localhost:8081"));
        assertThat(Setting.path("A", "").parse("data/audio")).contains(Path.of("data/audio"));
    }

    @Test
    void refusesADefaultThatItWouldNotAccept() {
        var wide = Setting.integer("WIDTH", "").defaultsTo(10);

        assertThatIllegalArgumentException().isThrownBy(() -> wide.between(1, 9))
                .withMessage("WIDTH: expected a whole number from 1 to 9, found the default 10");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.integer("WIDTH", "").between(1, 9).defaultsTo(10));
    }

    @Test
    void refusesToBeOptionalWithADefault() {
        var setting = Setting.text("A", "").defaultsTo("x");

        assertThatIllegalStateException().isThrownBy(setting::optional);
    }

    @Test
    void refusesANameThatNoShellWouldTake() {
        assertThatIllegalArgumentException().isThrownBy(() -> Setting.text("s3 region", ""));
    }
}
