package io.vibestream.assembler;

import java.io.Serial;

/** The stores are no longer this task's to read: what was being made of them goes on elsewhere. */
final class StoppedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("the task has left this process");
    }
}
