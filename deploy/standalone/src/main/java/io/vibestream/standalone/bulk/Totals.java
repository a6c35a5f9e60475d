package io.vibestream.standalone.bulk;

import io.vibestream.schemas.Outcome;
import java.nio.file.Path;
import java.util.Locale;

/** How far a run is, earlier runs included. Owned by the run's thread. */
final class Totals {

    private final long rows;
    private long completed;
    private long failed;
    private long fresh;
    private double seconds;

    Totals(long rows) {
        this.rows = rows;
    }

    /** A row has ended in this run. */
    void ended(Ended end) {
        count(end.outcome());
        fresh++;
        seconds += end.audio().seconds();
    }

    /** A row has ended in an earlier one. */
    void known(Outcome outcome) {
        count(outcome);
    }

    private void count(Outcome outcome) {
        switch (outcome) {
            case COMPLETED -> completed++;
            case FAILED, CANCELLED, TIMED_OUT -> failed++;
        }
    }

    /** For the end of a run. */
    String summary(Path results) {
        return String.format(Locale.ROOT,
                "%d of %d rows have ended: %d completed, %d failed. This run: %d rows, %s of speech. Results: %s",
                done(),
                rows, completed, failed, fresh, ProgressBar.time(seconds), results);
    }

    long rows() {
        return rows;
    }

    long done() {
        return completed + failed;
    }

    long completed() {
        return completed;
    }

    long failed() {
        return failed;
    }

    /** Rows that have ended in this run. */
    long fresh() {
        return fresh;
    }

    /** Seconds of audio that were made in this run. */
    double seconds() {
        return seconds;
    }
}
