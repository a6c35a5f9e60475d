package io.vibestream.synth.kafka;

/** Kafka did not take an event for now; another attempt may succeed. */
final class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PublishException(Throwable cause) {
        super("Kafka did not take an event: " + cause.getMessage(), cause);
    }
}
