package io.vibestream.standalone.bulk;

import io.vibestream.schemas.SpeechRequest;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Rows out of memory. */
final class ListedRows implements Rows {

    private final Iterator<Row> rows;

    ListedRows(Row... rows) {
        this.rows = List.of(rows).iterator();
    }

    static Row.Wanted wanted(long line, String id) {
        return new Row.Wanted(line, SpeechRequest.newBuilder().setId(id).setText("Text of " + id).build());
    }

    @Override
    public Optional<Row> next() {
        return rows.hasNext() ? Optional.of(rows.next()) : Optional.empty();
    }

    @Override
    public String place(long line) {
        return "listed, line " + line;
    }

    @Override
    public String stem(long line, String id) {
        return id;
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    @Override
    public String toString() {
        return "listed";
    }
}
