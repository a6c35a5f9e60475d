package io.vibestream.runtime.lifecycle;

/** A part of the process failed while it ran. */
public final class ServiceFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServiceFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
