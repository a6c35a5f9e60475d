package io.vibestream.schemas;

import java.io.Serial;

/** Bytes that are not the record they should be. The message says what was expected and what was found. */
public final class UndecodableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    public UndecodableException(String message) {
        super(message);
    }

    public UndecodableException(String message, Throwable cause) {
        super(message, cause);
    }
}
