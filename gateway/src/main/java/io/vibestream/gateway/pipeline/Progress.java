package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.RequestState;
import java.time.Instant;

/**
 * How far a request has come.
 *
 * @param since when it came into this state, as far as is known here
 * @param chunks how many it has, once it is planned
 * @param spoken how many of them are spoken
 * @param seconds how long these are
 */
public record Progress(RequestState state, Instant since, int chunks, int spoken, double seconds, Instant updatedAt) {

    /** What is heard first of a state. */
    public Progress(RequestState state, int chunks, int spoken, double seconds, Instant updatedAt) {
        this(state, updatedAt, chunks, spoken, seconds, updatedAt);
    }

    /** The same as news of a request that stood so before. */
    Progress after(Progress before) {
        return before.state == state ? new Progress(state, before.since, chunks, spoken, seconds, updatedAt) : this;
    }

    public boolean isOver() {
        return RequestStates.ended(state);
    }
}
