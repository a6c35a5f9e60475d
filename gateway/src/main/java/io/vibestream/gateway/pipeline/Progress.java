package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.RequestState;
import java.time.Instant;

/**
 * How far a request has come.
 *
 * @param chunks how many it has, once it is planned
 * @param spoken how many of them are spoken
 */
public record Progress(RequestState state, int chunks, int spoken, Instant updatedAt) {

    public boolean isOver() {
        return RequestStates.ended(state);
    }
}
