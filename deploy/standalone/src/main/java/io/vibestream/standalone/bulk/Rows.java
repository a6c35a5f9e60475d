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

    @Override
    void close() throws IOException;
}
