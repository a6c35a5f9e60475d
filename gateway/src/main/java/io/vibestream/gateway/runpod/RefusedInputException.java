package io.vibestream.gateway.runpod;

import java.io.Serial;

/** Leaves the reading of one input at its first problem; never leaves {@link JobInput}. */
final class RefusedInputException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;
    private final String problem;

    RefusedInputException(String problem) {
        super(problem, null, false, false);
        this.problem = problem;
    }

    String problem() {
        return problem;
    }
}
