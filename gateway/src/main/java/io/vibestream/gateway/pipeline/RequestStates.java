package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.RequestState;

/** What the states of a request mean. Pure. */
public final class RequestStates {

    private RequestStates() {}

    /** Whether nothing more will happen. */
    public static boolean ended(RequestState state) {
        return switch (state) {
            case QUEUED, PLANNED, SPEAKING -> false;
            case COMPLETED, FAILED, CANCELLED, TIMED_OUT -> true;
        };
    }
}
