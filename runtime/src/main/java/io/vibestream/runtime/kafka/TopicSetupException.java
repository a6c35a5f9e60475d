package io.vibestream.runtime.kafka;

/** A topic can be neither used nor created. */
public final class TopicSetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicSetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
