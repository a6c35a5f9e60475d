package io.vibestream.synth.engine;

import java.time.Duration;

/** One chunk while it is being spoken. Used by one thread, the slot that asked for it. */
public interface Speech extends AutoCloseable {

    /**
     * Waits for the next piece, at most {@code patience}. After {@link Spoken.Finished}, {@link Spoken.Failed} or
     * {@link Spoken.Expired} nothing more comes.
     */
    Spoken next(Duration patience) throws InterruptedException;

    /** Gives the slot back. A speech that has not ended is cancelled. Idempotent. */
    @Override
    void close();
}
