package io.vibestream.synth.kafka;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A lane as one thread sees it: at most one record in hand, locked for this thread. Owned by that thread. */
interface ChunkQueue extends AutoCloseable {

    /**
     * Waits for a record. The one before must have been accepted, released or lost.
     *
     * @throws org.apache.kafka.common.KafkaException when Kafka has none to give for now
     */
    Optional<ConsumerRecord<String, byte[]>> take(Duration patience);

    /** How long the record in hand stays locked after it was taken or renewed. */
    Duration lock();

    /** Locks the record in hand anew. False when the lock is lost: somebody else may have the record. */
    boolean renew();

    /** The record is dealt with. False when Kafka did not take this: the record will come again, here or elsewhere. */
    boolean accept();

    /** Somebody shall have the record again, soon. False as for {@link #accept}. */
    boolean release();

    /** Leaves the group; a record still in hand goes back. */
    @Override
    void close();
}
