package io.vibestream.standalone.bulk;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a run end in order when the process is told to: the process waits until this is closed, but not for ever. */
final class Interruption implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch wanted = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook = Thread.ofPlatform().name("bulk-interruption").unstarted(this::await);

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void await() {
        wanted.countDown();
        try {
            boolean _ = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isWanted() {
        return wanted.getCount() == 0;
    }

    @Override
    public void close() {
        over.countDown();
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // Then it has run, or will, and does not wait.
        }
    }
}
