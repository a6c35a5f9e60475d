package io.vibestream.runtime.kafka;

/** A group cannot be configured. */
public final class GroupSetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    GroupSetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
