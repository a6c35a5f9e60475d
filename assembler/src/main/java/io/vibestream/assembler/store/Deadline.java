package io.vibestream.assembler.store;

import java.time.Duration;

/** When to give up. */
record Deadline(long nanoTime) {

    /** Kafka and S3 refuse to wait for nothing at all; what is this late fails by itself. */
    private static final Duration LEAST = Duration.ofMillis(1);

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left of the time, but never nothing. */
    Duration left() {
        var left = Duration.ofNanos(nanoTime - System.nanoTime());
        return left.compareTo(LEAST) < 0 ? LEAST : left;
    }
}
