package io.vibestream.runtime.kafka;

/** A topic exists with fewer partitions than the service needs; adding some would move keys, so a person must decide. */
public final class TopicTooNarrowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TopicTooNarrowException(String message) {
        super(message);
    }
}
