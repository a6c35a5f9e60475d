package io.vibestream.synth.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The two steps to the end of a worker: take nothing new, then let go of what is not finished. Safe to share. */
final class StopSignal {

    private final CountDownLatch draining = new CountDownLatch(1);
    private final CountDownLatch lettingGo = new CountDownLatch(1);

    void drain() {
        draining.countDown();
    }

    void letGo() {
        drain();
        lettingGo.countDown();
    }

    boolean isDraining() {
        return draining.getCount() == 0;
    }

    boolean isLettingGo() {
        return lettingGo.getCount() == 0;
    }

    /** Waits, but not beyond the call to drain. */
    void pause(Duration time) throws InterruptedException {
        boolean _ = draining.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
