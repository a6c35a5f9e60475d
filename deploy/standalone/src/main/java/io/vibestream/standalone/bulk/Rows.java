package io.vibestream.standalone.bulk;

import java.io.IOException;
import java.util.Optional;

/** The rows of an input, one after another. Used by one thread, which closes it. */
interface Rows extends AutoCloseable {

    /**
     * The next row, or empty after the last.
     *
     * @throws UnusableInputException when nothing can be made of the input as a whole
     */
    Optional<Row> next() throws IOException;

    /** Where a row stands, for people. */
    String place(long line);

    /** What a file with the row's speech is called, without its ending; no two rows' are alike. */
    String stem(long line, String id);

    @Override
    void close() throws IOException;
}
