package io.vibestream.standalone.bulk;

import java.io.Serial;

/** A value or a row is not what was expected. Does not leave the reading of its row, which turns it into a {@link Row.Wrong}. */
final class WrongRowException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    WrongRowException(String message) {
        super(message);
    }
}
