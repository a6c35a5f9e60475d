package io.vibestream.synth.kafka;

/** A chunk in work is no longer this worker's: somebody else may be speaking it. */
final class LockLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LockLostException() {
        super("the lock on a chunk is lost");
    }
}
