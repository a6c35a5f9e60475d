package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Codec;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.UndecodableException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a listener of the ends of those requests that bear a remark. All gateways share the partitions of {@code tts.status} as one group, so
 * that one of them is told; an offset is committed when everything before it has been dealt with, so that a restart forgets nothing. Ends are
 * dealt with at the same time, in threads of their own, and not too many at once.
 */
final class EndFeed implements ConsumerRebalanceListener {

    private static final Logger LOG = LoggerFactory.getLogger(EndFeed.class);
    static final String GROUP = "gateway-webhooks";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int AT_ONCE = 128;

    private final Consumer<String, byte[]> consumer;
    private final Codec<RequestStatus> codec;
    private final String remark;
    private final EndListener listener;
    private final PollingThread thread;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final LinkedBlockingQueue<Position> done = new LinkedBlockingQueue<>();
    /** The rest belongs to the polling thread. */
    private final Unfinished unfinished = new Unfinished();
    private Map<TopicPartition, Long> committed = Map.of();

    /**
     * A feed that has not begun.
     *
     * @param consumer a member of the group of all gateways
     * @param remark a key of the requests' metadata
     * @param failed told when reading cannot go on
     */
    EndFeed(Consumer<String, byte[]> consumer, Codec<RequestStatus> codec, String remark, EndListener listener,
            java.util.function.Consumer<Throwable> failed) {
        this.consumer = consumer;
        this.codec = codec;
        this.remark = remark;
        this.listener = listener;
        thread = new PollingThread("gateway-ends", consumer, this::poll, failed);
    }

    void start() {
        consumer.subscribe(List.of(Topic.STATUS.topicName()), this);
        thread.start();
    }

    private void poll() {
        for (var message : consumer.poll(POLL)) {
            var position = new Position(new TopicPartition(message.topic(), message.partition()), message.offset());
            remarked(message).ifPresentOrElse(result -> begin(position, result), () -> unfinished.passed(position));
        }
        commit();
    }

    private Optional<SpeechResult> remarked(ConsumerRecord<String, byte[]> message) {
        try {
            return Optional.ofNullable(message.value()).map(codec::decode).flatMap(RequestStatus::getResult)
                    .filter(result -> result.getMetadata().containsKey(remark));
        } catch (UndecodableException foreign) {
            return Optional.empty(); // the reader of all states says so
        }
    }

    private void begin(Position position, SpeechResult result) {
        unfinished.begun(position);
        room.acquireUninterruptibly(); // for seconds at most: whoever has room gives it back in a time that is known
        Thread.ofVirtual().name("gateway-end").start(() -> {
            try {
                listener.ended(result);
                done.add(position);
            } catch (InterruptedException stopping) {
                LOG.debug("left for the next start");
            } catch (RuntimeException failure) { // the top of this thread: it would fail again, and the others must go on
                LOG.atError().addKeyValue("request", result.getRequestId()).setCause(failure)
                        .log("an end was not told");
                done.add(position);
            } finally {
                room.release();
            }
        });
    }

    private void commit() {
        for (var position = done.poll(); position != null; position = done.poll()) {
            unfinished.done(position);
        }
        var offsets = unfinished.committable();
        if (!offsets.equals(committed)) {
            try {
                consumer.commitSync(offsets.entrySet().stream().collect(
                        Collectors.toMap(Map.Entry::getKey, offset -> new OffsetAndMetadata(offset.getValue()))));
                committed = offsets;
            } catch (CommitFailedException | RebalanceInProgressException changing) {
                // The partitions are being shared out anew: whoever has them next tells some ends once more.
                LOG.atDebug().setCause(changing).log("not committed");
            }
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        commit();
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        partitions.forEach(unfinished::forget);
        committed = Map.of();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        // Reading goes on where the group has committed.
    }

    /** Closes the consumer, too. What is being dealt with goes on as long as the process does. */
    void close() throws InterruptedException {
        thread.close();
    }
}
