package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.RequestState;
import java.util.Optional;

/** A job as it stands. */
public record Standing(KnownJob job, Optional<Progress> progress) {

    public RequestState state() {
        return progress.map(Progress::state).orElse(RequestState.QUEUED);
    }

    public boolean isOver() {
        return progress.filter(Progress::isOver).isPresent();
    }

    /** Whether nobody has begun to speak it. */
    public boolean isQueued() {
        return state() == RequestState.QUEUED || state() == RequestState.PLANNED;
    }
}
