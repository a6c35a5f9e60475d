package io.vibestream.runtime.registry;

/** The registry did not answer, or not sensibly, however often it was asked; it may do so later. */
public final class RegistryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
