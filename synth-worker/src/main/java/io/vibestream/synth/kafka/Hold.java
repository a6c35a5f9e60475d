package io.vibestream.synth.kafka;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Keeps the record in hand locked while it is worked on, however long that takes. Owned by the lane's thread. */
final class Hold {

    /** Two renewals may fail to get through before the lock is gone. */
    private static final int RENEWALS_PER_LOCK = 3;

    private final ChunkQueue queue;
    private final StopSignal stop;
    private final InstantSource clock;
    private final WorkerMetrics metrics;
    private Instant due;

    Hold(ChunkQueue queue, StopSignal stop, InstantSource clock, WorkerMetrics metrics) {
        this.queue = queue;
        this.stop = stop;
        this.clock = clock;
        this.metrics = metrics;
        this.due = clock.instant().plus(interval());
    }

    private Duration interval() {
        return queue.lock().dividedBy(RENEWALS_PER_LOCK);
    }

    /**
     * To be called several times a second.
     *
     * @throws LockLostException when the record is gone
     * @throws LettingGoException when there is no more time to work on it
     */
    void keep() {
        if (stop.isLettingGo()) {
            throw new LettingGoException();
        }
        if (clock.instant().isBefore(due)) {
            return;
        }
        if (!queue.renew()) {
            metrics.lockLost();
            throw new LockLostException();
        }
        metrics.renewed();
        due = clock.instant().plus(interval());
    }
}
