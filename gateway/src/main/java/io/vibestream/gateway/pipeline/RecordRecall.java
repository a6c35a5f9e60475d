package io.vibestream.gateway.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;

/**
 * Reads single records again, by where they lie: what was answered once is kept in Kafka, not here. A few consumers are handed around among
 * the callers' threads. Safe to share.
 */
final class RecordRecall {

    private static final int CONSUMERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Semaphore unopened = new Semaphore(CONSUMERS);
    private final BlockingQueue<Consumer<String, byte[]>> idle = new ArrayBlockingQueue<>(CONSUMERS);

    /** @param consumers makes consumers without a group, one record to a poll; each is made when it is needed */
    RecordRecall(Supplier<Consumer<String, byte[]>> consumers) {
        this.consumers = consumers;
    }

    private Consumer<String, byte[]> free() throws InterruptedException {
        var free = Optional.ofNullable(idle.poll());
        if (free.isPresent()) {
            return free.get();
        }
        if (!unopened.tryAcquire()) {
            return idle.take();
        }
        try {
            return consumers.get();
        } catch (RuntimeException failure) {
            unopened.release();
            throw failure;
        }
    }

    /**
     * The value at this place; empty when it has been compacted away or was a tombstone.
     *
     * @throws PipelineException when Kafka does not answer
     */
    Optional<byte[]> read(Position position) {
        try {
            var consumer = free();
            try {
                return read(consumer, position);
            } finally {
                idle.add(consumer);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new PipelineException("The gateway is stopping", stopping);
        } catch (KafkaException failure) {
            throw new PipelineException("The speech pipeline cannot be reached", failure);
        }
    }

    private static Optional<byte[]> read(Consumer<String, byte[]> consumer, Position position) {
        consumer.assign(List.of(position.partition()));
        consumer.seek(position.partition(), position.offset());
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < until) {
            for (var message : consumer.poll(POLL)) {
                return message.offset() == position.offset() ? Optional.ofNullable(message.value()) : Optional.empty();
            }
            if (consumer.position(position.partition()) > position.offset()) {
                return Optional.empty(); // there is nothing but markers behind it
            }
        }
        throw new PipelineException("The speech pipeline does not answer",
                new IllegalStateException("nothing at " + position + " within " + PATIENCE));
    }

    /** Waits for those who read. */
    public void close() throws InterruptedException {
        int opened = CONSUMERS - unopened.drainPermits(); // so that no more are opened
        var all = new ArrayList<Consumer<String, byte[]>>();
        while (all.size() < opened) {
            all.add(idle.take());
        }
        all.forEach(Consumer::close);
    }
}
