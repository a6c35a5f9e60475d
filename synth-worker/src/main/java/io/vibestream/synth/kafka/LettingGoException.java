package io.vibestream.synth.kafka;

/** The worker's time is over: what is not finished goes back. */
final class LettingGoException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LettingGoException() {
        super("the worker stops");
    }
}
