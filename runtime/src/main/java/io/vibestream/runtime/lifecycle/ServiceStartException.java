package io.vibestream.runtime.lifecycle;

import java.util.Optional;

/** A part of the process did not start. */
public final class ServiceStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ServiceStartException(String message, Optional<Throwable> cause) {
        super(message, cause.orElse(null));
    }
}
