package io.vibestream.synth.kafka;

import io.vibestream.schemas.Cancellation;
import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.UndecodableException;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that reads every cancellation there is, old ones first: the topic keeps them for hours only. */
final class CancellationReader implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(CancellationReader.class);
    private static final Duration POLL = Duration.ofMillis(250);

    private final Supplier<Consumer<String, byte[]>> clients;
    private final Codec<Cancellation> codec;
    private final CancelledRequests cancelled;
    private final StopSignal stop;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final Backoff backoff = new Backoff();

    CancellationReader(Supplier<Consumer<String, byte[]>> clients, Codec<Cancellation> codec,
            CancelledRequests cancelled, StopSignal stop, java.util.function.Consumer<Throwable> onFailure) {
        this.clients = clients;
        this.codec = codec;
        this.cancelled = cancelled;
        this.stop = stop;
        this.onFailure = onFailure;
    }

    @Override
    public void run() {
        try {
            while (!stop.isLettingGo()) {
                read();
            }
        } catch (InterruptedException | InterruptException asked) {
            LOG.debug("interrupted");
        } catch (Throwable failure) { // the one catch-all: the service stops and restarts clean
            onFailure.accept(failure);
        }
    }

    private void read() throws InterruptedException {
        try (var consumer = clients.get()) {
            var partitions = consumer.partitionsFor(Topic.CANCELLATIONS.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!stop.isLettingGo()) {
                consumer.poll(POLL).forEach(this::note);
                backoff.reset();
            }
        } catch (InterruptException | AuthenticationException | AuthorizationException fatal) {
            throw fatal;
        } catch (KafkaException trouble) {
            LOG.warn("cancellations cannot be read for now", trouble);
            stop.pause(backoff.next());
        }
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return; // a tombstone: what it deletes is of no use any more, and forgotten in time
        }
        try {
            cancelled.add(codec.decode(record.value()).getRequestId());
        } catch (UndecodableException bad) {
            // The assembler makes it a dead letter; here it only means that a chunk is spoken in vain.
            LOG.atDebug().addKeyValue("offset", record.offset()).log("an undecodable cancellation");
        }
    }
}
