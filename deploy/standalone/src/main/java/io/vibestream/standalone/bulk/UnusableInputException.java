package io.vibestream.standalone.bulk;

import java.io.Serial;

/** Nothing can be made of the input as a whole, and nothing was produced; the message is for the person at the terminal. */
public final class UnusableInputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    UnusableInputException(String message) {
        super(message);
    }

    UnusableInputException(String message, Throwable cause) {
        super(message, cause);
    }
}
