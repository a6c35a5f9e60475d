package io.vibestream.assembler;

import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;

/** Why a request ends without audio. */
record Ending(Outcome outcome, Reason reason, String message) {

    /** Messages come from elsewhere and are kept for as long as the request is. */
    private static final int MAX_MESSAGE = 1000;

    Ending {
        message = message.substring(0, Math.min(message.length(), MAX_MESSAGE));
    }

    /** The end that follows from a reason: most reasons are failures. */
    static Ending of(Reason reason, String message) {
        return new Ending(switch (reason) {
            case CANCELLED -> Outcome.CANCELLED;
            case DEADLINE_EXCEEDED -> Outcome.TIMED_OUT;
            case UNKNOWN, INVALID_REQUEST, DUPLICATE_REQUEST, NO_VOICE, ENGINE_FAILED, ATTEMPTS_EXHAUSTED,
                    ENCODING_FAILED, STORE_FAILED, TOO_LARGE_INLINE, UNDECODABLE ->
                Outcome.FAILED;
        }, reason, message);
    }
}
