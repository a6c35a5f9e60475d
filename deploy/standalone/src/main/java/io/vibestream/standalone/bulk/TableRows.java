package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.databind.node.TextNode;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.SpeechRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/** The rows of a file of JSON Lines or CSV. */
final class TableRows implements Rows {

    /** Room for the longest text in JSON's longest spelling; what is larger is no row. */
    static final int MOST_ROW_BYTES = 4 << 20;

    private static final int LONGEST_STEM = 64;

    private final String name;
    private final RawRows raw;
    private final SortedMap<String, String> presets;
    private final RequestCheck check;
    private final RowSyntax syntax;

    /**
     * Opens a file by what its name ends in.
     *
     * @param presets values of columns for all rows that do not have their own
     * @throws UnusableInputException when the name or the first row says nothing that is known here
     */
    static TableRows open(Path file, SortedMap<String, String> presets, RequestCheck check) throws IOException {
        var name = file.toString();
        var quotes = quotes(name);
        return of(name, Files.newInputStream(file), quotes, presets, check);
    }

    static TableRows of(String name, InputStream in, RawRows.Quotes quotes, SortedMap<String, String> presets,
            RequestCheck check) throws IOException {
        var raw = new RawRows(in, quotes, MOST_ROW_BYTES);
        try {
            var syntax = switch (quotes) {
                case NONE -> new JsonSyntax();
                case CSV -> header(name, raw);
            };
            return new TableRows(name, raw, presets, check, syntax);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    private TableRows(String name, RawRows raw, SortedMap<String, String> presets, RequestCheck check,
            RowSyntax syntax) {
        this.name = name;
        this.raw = raw;
        this.presets = presets;
        this.check = check;
        this.syntax = syntax;
    }

    private static RawRows.Quotes quotes(String name) {
        var small = name.toLowerCase(Locale.ROOT);
        if (small.endsWith(".csv")) {
            return RawRows.Quotes.CSV;
        } else if (small.endsWith(".jsonl") || small.endsWith(".ndjson")) {
            return RawRows.Quotes.NONE;
        }
        throw new UnusableInputException(
                name + ": expected a name that ends in .jsonl, .ndjson or .csv, or a directory");
    }

    private static RowSyntax header(String name, RawRows raw) throws IOException {
        var first = raw.next()
                .orElseThrow(() -> new UnusableInputException(name + " is empty: expected a row of column names"));
        try {
            return switch (first) {
                case RawRow.Text(_, var text) -> CsvSyntax.below(text);
                case RawRow.Unreadable(_, var reason, _) -> throw new WrongRowException(reason);
            };
        } catch (WrongRowException wrong) {
            throw new UnusableInputException(name + ", line " + first.line() + ": " + wrong.getMessage(), wrong);
        }
    }

    @Override
    public Optional<Row> next() throws IOException {
        return raw.next().map(row -> switch (row) {
            case RawRow.Text text -> read(text);
            case RawRow.Unreadable(var line, var reason, var bytes) ->
                new Row.Wrong(line, RowId.of(bytes, line), reason);
        });
    }

    private Row read(RawRow.Text row) {
        var derived = RowId.of(row.text() + presets, row.line());
        try {
            var request = request(derived, row.text());
            return check.problem(request).<Row>map(reason -> new Row.Wrong(row.line(), derived, reason))
                    .orElseGet(() -> new Row.Wanted(row.line(), request));
        } catch (WrongRowException wrong) {
            return new Row.Wrong(row.line(), derived, String.valueOf(wrong.getMessage()));
        }
    }

    private SpeechRequest request(String id, String text) {
        var cells = syntax.cells(text);
        Columns.resolve(cells.keySet());
        var request = SpeechRequest.newBuilder().setId(id).setPriority(Priority.BULK);
        presets.forEach((column, value) -> Columns.set(request, column, TextNode.valueOf(value)));
        cells.forEach((column, value) -> Columns.set(request, column, value));
        return request.build();
    }

    @Override
    public String place(long line) {
        return name + ", line " + line;
    }

    @Override
    public String stem(long line, String id) {
        var safe = id.replaceAll("[^A-Za-z0-9._-]+", "_");
        return "%06d-%s".formatted(line, safe.substring(0, Math.min(safe.length(), LONGEST_STEM)));
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
