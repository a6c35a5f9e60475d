package io.vibestream.synth.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;

/**
 * What one attempt sends, and what of it Kafka has yet to acknowledge: a window of a few records, so that a slow Kafka
 * slows the speech instead of filling memory. Owned by the lane's thread.
 */
final class Outbox {

    /** Eight seconds of speech. */
    private static final int WINDOW = 8;
    private static final Duration PATIENCE = Duration.ofMillis(100);

    private final Producer<String, byte[]> producer;
    private final Hold hold;
    private final Queue<Future<RecordMetadata>> inFlight = new ArrayDeque<>();

    Outbox(Producer<String, byte[]> producer, Hold hold) {
        this.producer = producer;
        this.hold = hold;
    }

    /**
     * Sends a record, after waiting for a place in the window.
     *
     * @throws PublishException when Kafka did not take an earlier one for now
     * @throws LockLostException when the chunk is no longer ours
     * @throws LettingGoException when there is no more time
     */
    void send(ProducerRecord<String, byte[]> record) throws InterruptedException {
        while (inFlight.size() >= WINDOW) {
            awaitOldest();
        }
        inFlight.add(producer.send(record));
    }

    /** Returns when Kafka has acknowledged everything. Throws as {@link #send} does. */
    void flush() throws InterruptedException {
        while (!inFlight.isEmpty()) {
            awaitOldest();
        }
    }

    private void awaitOldest() throws InterruptedException {
        hold.keep();
        try {
            inFlight.element().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            inFlight.remove();
        } catch (TimeoutException notYet) {
            return; // the caller asks again, and the lock is kept in between
        } catch (ExecutionException failure) {
            var cause = failure.getCause() == null ? failure : failure.getCause();
            if (cause instanceof RetriableException) {
                throw new PublishException(cause);
            }
            // No right to write, a record too large: no attempt would change that, so the service stops and says why.
            throw new KafkaException("an event cannot be published: " + cause.getMessage(), cause);
        }
    }
}
