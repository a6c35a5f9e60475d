package io.vibestream.standalone.bulk;

import java.io.Serial;

/** The run cannot begin or go on; the message is for the person at the terminal. */
public final class BulkException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    BulkException(String message) {
        super(message);
    }

    BulkException(String message, Throwable cause) {
        super(message, cause);
    }
}
