package io.vibestream.standalone.bulk;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** Shows how far a run is: on a terminal one line that changes, elsewhere a line now and then. Used by one thread. */
final class ProgressBar {

    private static final Duration ON_TERMINALS = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(10);
    private static final int WIDTH = 24;
    private static final int MINUTE = 60;
    private static final int HOUR = 3_600;
    private static final int DAY = 86_400;

    private final PrintStream out;
    private final boolean terminal;
    private final InstantSource clock;
    private final Instant began;
    private Instant shown;
    private int shownLength;

    ProgressBar(PrintStream out, boolean terminal, InstantSource clock) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        began = clock.instant();
        shown = began;
    }

    /** Shows something, unless it did so a moment ago. */
    void show(Totals totals) {
        var now = clock.instant();
        if (!now.isBefore(shown.plus(terminal ? ON_TERMINALS : ELSEWHERE))) {
            shown = now;
            print(line(totals, Duration.between(began, now)));
        }
    }

    /** Shows how it ended, and leaves the line. */
    void end(Totals totals) {
        if (terminal) {
            print(line(totals, Duration.between(began, clock.instant())));
            out.println();
        }
    }

    private void print(String line) {
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, shownLength - line.length())));
            out.flush();
            shownLength = line.length();
        } else {
            out.println(line);
        }
    }

    /** Rate and time left follow from what this run did; what earlier runs did took no time in it. */
    static String line(Totals totals, Duration elapsed) {
        long rows = Math.max(1, totals.rows());
        int filled = (int) (WIDTH * totals.done() / rows);
        var line = new StringBuilder("[").repeat("=", filled).repeat(" ", WIDTH - filled).append(']')
                .append(" %d of %d (%d %%)".formatted(totals.done(), totals.rows(), 100 * totals.done() / rows));
        double perSecond = totals.fresh() / Math.max(1e-3, elapsed.toMillis() / 1e3);
        if (totals.fresh() > 0) {
            line.append(String.format(Locale.ROOT, ", %.1f a second", perSecond));
            if (totals.done() < totals.rows()) {
                line.append(", ").append(time((totals.rows() - totals.done()) / perSecond)).append(" left");
            }
        }
        if (totals.failed() > 0) {
            line.append(", ").append(totals.failed()).append(" failed");
        }
        return line.toString();
    }

    /** In the two largest units that say something. */
    static String time(double seconds) {
        long whole = Math.round(seconds);
        if (whole < MINUTE) {
            return whole + " s";
        } else if (whole < HOUR) {
            return whole / MINUTE + " min " + whole % MINUTE + " s";
        } else if (whole < DAY) {
            return whole / HOUR + " h " + whole % HOUR / MINUTE + " min";
        }
        return whole / DAY + " d " + whole % DAY / HOUR + " h";
    }
}
