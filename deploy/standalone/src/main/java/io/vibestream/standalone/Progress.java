package io.vibestream.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a person at a terminal what takes its time: a line when a step begins to drag, and how long it took. */
final class Progress {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final PrintStream out;
    private final InstantSource clock;

    Progress(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /** Runs one step. Shorter than a second, it is not worth a word; longer, every further second is. */
    <T> T step(String what, Callable<T> work) throws Exception {
        var began = clock.instant();
        var done = new CountDownLatch(1);
        var watch = Thread.ofVirtual().name("progress").start(() -> watch(what, done));
        try {
            return work.call();
        } finally {
            done.countDown();
            watch.join();
            var took = Duration.between(began, clock.instant());
            if (took.compareTo(PATIENCE) >= 0) {
                out.printf("%s: %.1f s%n", what, took.toMillis() / 1e3);
            }
        }
    }

    private void watch(String what, CountDownLatch done) {
        try {
            for (int seconds = 1; !done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS); seconds++) {
                out.printf("%s … %d s%n", what, seconds);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
