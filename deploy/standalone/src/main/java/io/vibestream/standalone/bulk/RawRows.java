package io.vibestream.standalone.bulk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Cuts a file into rows as it reads it: lines that end in LF, CR or both, whichever each of them does, in strict UTF-8. Blank rows and a byte
 * order mark are passed over. Holds one row at a time, and no more of it than the limit. Used by one thread.
 */
final class RawRows implements AutoCloseable {

    /** Whether a quoted cell may hold line ends. */
    enum Quotes {
        NONE, CSV
    }

    private static final int END = -1;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int[] MARK = {0xEF, 0xBB, 0xBF};

    private final InputStream in;
    private final Quotes quotes;
    private final int mostBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int filled;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long line = 1;
    private boolean begun;

    /**
     * Takes the stream over.
     *
     * @param mostBytes the longest row
     */
    RawRows(InputStream in, Quotes quotes, int mostBytes) {
        this.in = in;
        this.quotes = quotes;
        this.mostBytes = mostBytes;
    }

    /** The next row that is not blank, or empty at the end of the file. */
    Optional<RawRow> next() throws IOException {
        skipMark();
        while (peek() != END) {
            long begin = line;
            long length = readRow();
            var row = row(begin, length);
            if (!(row instanceof RawRow.Text(_, var text)) || !text.isBlank()) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }

    private void skipMark() throws IOException {
        if (!begun) {
            begun = true;
            fill();
            boolean marked = filled >= MARK.length;
            for (int i = 0; marked && i < MARK.length; i++) {
                marked = Byte.toUnsignedInt(buffer[i]) == MARK[i];
            }
            position = marked ? MARK.length : 0;
        }
    }

    /** Reads one row with its line end, keeps its beginning and returns how long it is. */
    private long readRow() throws IOException {
        kept.reset();
        long length = 0;
        var cell = new CsvCell();
        while (peek() != END) {
            boolean quoted = quotes == Quotes.CSV && cell.isQuoted();
            int next = read();
            if (next == '\r' && peek() == '\n' && !quoted) {
                next = read();
            }
            if (next == '\n' || (next == '\r' && peek() != '\n')) {
                line++;
            }
            if (!quoted && (next == '\n' || next == '\r')) {
                return length;
            }
            cell.take(next);
            if (length < mostBytes) {
                kept.write(next);
            }
            length++;
        }
        return length;
    }

    private RawRow row(long begin, long length) {
        var bytes = kept.toByteArray();
        if (length > mostBytes) {
            var reason = "expected a row of at most " + mostBytes + " bytes, found " + length
                    + (line > begin + 1 ? " up to line " + (line - 1) + "; is a quote not closed?" : "");
            return new RawRow.Unreadable(begin, reason, bytes);
        }
        return switch (Utf8.decode(bytes)) {
            case Utf8.Decoded.Text(var text) -> new RawRow.Text(begin, text);
            case Utf8.Decoded.Wrong(var where) -> new RawRow.Unreadable(begin, where, bytes);
        };
    }

    private int read() throws IOException {
        int next = peek();
        position++;
        return next;
    }

    private int peek() throws IOException {
        if (position == filled) {
            fill();
        }
        return filled == 0 ? END : Byte.toUnsignedInt(buffer[position]);
    }

    private void fill() throws IOException {
        position = 0;
        filled = in.readNBytes(buffer, 0, buffer.length);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
