package io.vibestream.standalone;

import java.io.Serial;

/** The program cannot do what was asked; the message is for the person at the terminal. */
final class StandaloneException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    StandaloneException(String message) {
        super(message);
    }

    StandaloneException(String message, Throwable cause) {
        super(message, cause);
    }
}
