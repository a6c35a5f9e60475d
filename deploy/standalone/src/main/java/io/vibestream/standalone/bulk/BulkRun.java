package io.vibestream.standalone.bulk;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Speaks every row that has no result yet: sends as many as may be under way, and writes every end down as it comes. What is written counts,
 * and nothing else is remembered, so that a run may be killed anywhere. Used by one thread.
 */
final class BulkRun {

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration BETWEEN_RECORDS = Duration.ofSeconds(2);

    private final Survey survey;
    private final ResultsFile results;
    private final Route route;
    private final int most;
    private final Keeper keeper;
    private final InstantSource clock;
    private final Totals totals;
    private final Set<String> underWay = new HashSet<>();
    private Instant recorded = Instant.EPOCH;

    /**
     * A run that has not begun.
     *
     * @param most how many requests may be under way
     */
    BulkRun(Survey survey, ResultsFile results, Route route, int most, Keeper keeper,
            InstantSource clock) {
        this.survey = survey;
        this.results = results;
        this.route = route;
        this.most = most;
        this.keeper = keeper;
        this.clock = clock;
        totals = new Totals(survey.rows());
    }

    /**
     * Returns when every row has a result, or as soon as somebody wants it to end early.
     *
     * @param progress told again and again
     */
    Totals run(Rows rows, BooleanSupplier stopped, ProgressBar progress) throws IOException, InterruptedException {
        survey.lines().keySet().forEach(id -> results.outcome(id).ifPresent(totals::known));
        progress.show(totals);
        write(route.earlier());
        checkpoint();
        boolean more = true;
        while ((more || !underWay.isEmpty()) && !stopped.getAsBoolean()) {
            if (more && underWay.size() < most) {
                var row = rows.next();
                more = row.isPresent();
                if (more) {
                    take(survey.again(row.get()));
                }
            } else {
                write(route.ended(PATIENCE));
                if (clock.instant().isAfter(recorded.plus(BETWEEN_RECORDS))) {
                    checkpoint();
                }
            }
            progress.show(totals);
        }
        checkpoint();
        return totals;
    }

    private void take(Row row) throws IOException, InterruptedException {
        var outcome = results.outcome(row.id());
        switch (row) {
            case Row.Wanted wanted -> {
                if (outcome.isEmpty()) {
                    underWay.add(wanted.id());
                    route.send(wanted.request());
                }
            }
            case Row.Wrong wrong -> {
                if (outcome.isPresent()) {
                    totals.known(outcome.get());
                } else {
                    write(wrong.line(), Ended.failed(wrong.id(), wrong.reason()));
                }
            }
        }
    }

    /** Ends may come twice, and of rows that were not read yet. */
    private void write(List<Ended> ends) throws IOException, InterruptedException {
        for (var end : ends) {
            underWay.remove(end.id());
            var line = survey.line(end.id());
            if (line.isPresent() && results.outcome(end.id()).isEmpty()) {
                write(line.get(), keeper.keep(line.get(), end));
            }
        }
    }

    private void write(long line, Ended end) throws IOException {
        results.append(line, end);
        totals.ended(end);
    }

    private void checkpoint() throws IOException {
        route.recorded();
        recorded = clock.instant();
    }
}
