package io.vibestream.runtime.lifecycle;

/** A part of the process could not be closed. */
public final class ServiceCloseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServiceCloseException(String message, Throwable cause) {
        super(message, cause);
    }
}
