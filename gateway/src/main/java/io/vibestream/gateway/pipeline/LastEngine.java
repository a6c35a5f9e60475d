package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.RequestStatus;
import java.time.Instant;
import java.util.Optional;

/** The engine that spoke last, which only results name. Written by the reader's thread, read by all others. */
final class LastEngine {

    private record Heard(Optional<String> name, Instant at) {}

    /** Volatile: one word, written by one thread. */
    private volatile Heard last = new Heard(Optional.empty(), Instant.MIN);

    /** States of several partitions come in any order; the latest end counts. */
    void heard(RequestStatus status) {
        status.getResult().filter(result -> result.getEngine().isPresent())
                .map(result -> new Heard(result.getEngine(), result.getFinishedAt()))
                .filter(found -> !found.at().isBefore(last.at())).ifPresent(found -> last = found);
    }

    Optional<String> name() {
        return last.name();
    }
}
