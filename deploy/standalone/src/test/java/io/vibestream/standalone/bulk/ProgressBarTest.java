package io.vibestream.standalone.bulk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Instant now = Instant.EPOCH;

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar(new PrintStream(out, true, UTF_8), terminal, () -> now);
    }

    private static Totals totals() {
        var totals = new Totals(200);
        for (int i = 0; i < 50; i++) {
            totals.known(Outcome.COMPLETED);
        }
        for (int i = 0; i < 49; i++) {
            totals.ended(ResultsFileTest.completed("id" + i));
        }
        totals.ended(Ended.failed("bad", "reason"));
        return totals;
    }

    @Test
    void rateAndTimeLeftFollowFromThisRunAlone() {
        assertThat(ProgressBar.line(totals(), Duration.ofSeconds(25)))
                .isEqualTo("[============            ] 100 of 200 (50 %), 2.0 a second, 50 s left, 1 failed");
        assertThat(ProgressBar.line(new Totals(3), Duration.ZERO))
                .isEqualTo("[                        ] 0 of 3 (0 %)");
    }

    @Test
    void aTerminalSeesOneLineThatChanges() {
        var bar = bar(true);
        now = now.plusSeconds(1);
        bar.show(totals());
        now = now.plusMillis(100);
        bar.show(totals());

        bar.end(new Totals(3));

        assertThat(out.toString(UTF_8).chars().filter(character -> character == '\r')).hasSize(2);
        assertThat(out.toString(UTF_8)).contains("\r[============ ").endsWith("\n");
        assertThat(out.toString(UTF_8).indexOf('\n')).isEqualTo(out.size() - 1);
    }

    @Test
    void elsewhereALineComesEveryTenSeconds() {
        var bar = bar(false);
        for (int i = 0; i < 25; i++) {
            now = now.plusSeconds(1);
            bar.show(totals());
        }

        assertThat(out.toString(UTF_8).lines()).hasSize(2);
        assertThat(out.toString(UTF_8)).doesNotContain("\r");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 s", "59.4, 59 s", "60, 1 min 0 s", "3725, 1 h 2 min", "90000, 1 d 1 h"})
    void timesAreSaidInTheTwoLargestUnits(double seconds, String said) {
        assertThat(ProgressBar.time(seconds)).isEqualTo(said);
    }
}
