package io.vibestream.gateway.pipeline;

import java.util.function.Consumer;
import org.apache.kafka.common.errors.WakeupException;

/** A thread that does nothing but poll one consumer, which belongs to it from its start on. Started and closed by one other thread. */
final class PollingThread {

    private final org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer;
    private final Thread thread;
    /** Set by the closing thread, which then wakes the consumer out of its poll: a queue could not. */
    private volatile boolean closing;

    /**
     * Starts nothing yet.
     *
     * @param poll polls the consumer once
     * @param failed told when polling cannot go on
     */
    PollingThread(String name, org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer, Runnable poll,
            Consumer<Throwable> failed) {
        this.consumer = consumer;
        thread = Thread.ofPlatform().name(name).unstarted(() -> run(poll, failed));
    }

    void start() {
        thread.start();
    }

    private void run(Runnable poll, Consumer<Throwable> failed) {
        try (consumer) {
            while (!closing) {
                poll.run();
            }
        } catch (WakeupException asked) {
            if (!closing) {
                failed.accept(asked);
            }
        } catch (Throwable failure) { // the top of this thread: whatever it is, nobody would get an answer any more
            failed.accept(failure);
        }
    }

    /** Closes the consumer, too. */
    void close() throws InterruptedException {
        closing = true;
        consumer.wakeup();
        thread.join();
    }
}
