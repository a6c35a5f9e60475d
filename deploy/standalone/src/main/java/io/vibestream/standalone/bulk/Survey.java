package io.vibestream.standalone.bulk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the first reading of an input has found.
 *
 * @param lines where each request stands
 * @param wrong how many rows cannot be spoken
 * @param problems the first of them, in words
 */
record Survey(Map<String, Long> lines, long wrong, List<String> problems) {

    private static final int MOST_PROBLEMS = 20;

    Survey {
        problems = List.copyOf(problems);
    }

    /** Reads everything once. What it keeps are the ids: the rows come again when they are wanted. */
    static Survey of(Rows rows) throws IOException {
        var lines = new HashMap<String, Long>();
        long wrong = 0;
        var problems = new ArrayList<String>();
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            var checked = distinct(row.get(), lines);
            if (checked instanceof Row.Wrong(var line, _, var reason)) {
                wrong++;
                if (problems.size() < MOST_PROBLEMS) {
                    problems.add(rows.place(line) + ": " + reason);
                }
            }
        }
        if (lines.isEmpty() && wrong == 0) {
            throw new UnusableInputException(rows + " is empty: expected at least one row");
        }
        return new Survey(lines, wrong, problems);
    }

    private static Row distinct(Row row, Map<String, Long> lines) {
        return switch (row) {
            case Row.Wrong wrong -> wrong;
            case Row.Wanted wanted -> {
                var earlier = Optional.ofNullable(lines.putIfAbsent(wanted.id(), wanted.line()));
                yield earlier.<Row>map(line -> repeated(wanted, line)).orElse(wanted);
            }
        };
    }

    private static Row.Wrong repeated(Row.Wanted row, long earlier) {
        return new Row.Wrong(row.line(), RowId.of("again " + row.id(), row.line()),
                "id " + row.id() + " stands in line " + earlier + ", too");
    }

    /** Where a request stands, if it is one of this input's. */
    Optional<Long> line(String id) {
        return Optional.ofNullable(lines.get(id));
    }

    /** Tells the requests that have no result yet. */
    Predicate<String> missing(ResultsFile results) {
        return id -> lines.containsKey(id) && results.outcome(id).isEmpty();
    }

    long rows() {
        return lines.size() + wrong;
    }

    /** The same row at the second reading. */
    Row again(Row row) {
        return switch (row) {
            case Row.Wrong wrong -> wrong;
            case Row.Wanted wanted -> {
                var first = lines.get(wanted.id());
                if (first == null) {
                    throw new BulkException("line " + wanted.line() + " has changed while the file was being read");
                }
                yield first == wanted.line() ? wanted : repeated(wanted, first);
            }
        };
    }

    /** Why nothing may be produced: a line for each problem, up to twenty, and a count. */
    String complaint() {
        var complaint = new StringBuilder(String.join("\n", problems));
        if (wrong > problems.size()) {
            complaint.append("\n… and ").append(wrong - problems.size()).append(" more");
        }
        return complaint.append("\nNothing was produced. --keep-going speaks the other rows.").toString();
    }
}
