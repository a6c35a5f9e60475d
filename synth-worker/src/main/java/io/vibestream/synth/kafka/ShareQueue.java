package io.vibestream.synth.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane through a share consumer of one record at a time.
 *
 * <p>What a share consumer holds after a failed renewal or poll is not specified, so it is thrown away then: the next
 * {@link #take} begins with a new one, and the broker hands out again what the old one held.
 */
final class ShareQueue implements ChunkQueue {

    private static final Logger LOG = LoggerFactory.getLogger(ShareQueue.class);

    private static final Duration COMMIT = Duration.ofSeconds(5);
    private static final Duration CLOSE = Duration.ofSeconds(3);
    /** A renewed record comes back from a poll of its own, usually at once. */
    private static final Duration RENEWED_POLL = Duration.ofMillis(100);
    private static final int RENEWED_POLLS = 10;

    private final String topic;
    private final Duration usualLock;
    private final Supplier<ShareConsumer<String, byte[]>> clients;
    private Optional<ShareConsumer<String, byte[]>> consumer = Optional.empty();
    private Optional<ConsumerRecord<String, byte[]>> held = Optional.empty();

    /** @param usualLock what the group's lock is set to, as long as the broker has not said what it is */
    ShareQueue(String topic, Duration usualLock, Supplier<ShareConsumer<String, byte[]>> clients) {
        this.topic = topic;
        this.usualLock = usualLock;
        this.clients = clients;
    }

    @Override
    public Optional<ConsumerRecord<String, byte[]>> take(Duration patience) {
        if (held.isPresent()) {
            throw new IllegalStateException("the record in hand is neither accepted nor released");
        }
        try {
            held = poll(open(), patience);
            return held;
        } catch (KafkaException trouble) {
            discard();
            throw trouble;
        }
    }

    private ShareConsumer<String, byte[]> open() {
        if (consumer.isEmpty()) {
            var fresh = clients.get();
            consumer = Optional.of(fresh);
            fresh.subscribe(List.of(topic));
        }
        return consumer.get();
    }

    private static Optional<ConsumerRecord<String, byte[]>> poll(ShareConsumer<String, byte[]> from,
            Duration patience) {
        var records = from.poll(patience);
        if (records.count() > 1) {
            throw new KafkaException("expected one record at a time, found " + records.count()
                    + ": share.acquire.mode must be record_limit");
        }
        for (var one : records) {
            return Optional.of(one);
        }
        return Optional.empty();
    }

    @Override
    public Duration lock() {
        return consumer.flatMap(ShareConsumer::acquisitionLockTimeoutMs).map(Duration::ofMillis).orElse(usualLock);
    }

    @Override
    public boolean renew() {
        var from = open();
        try {
            // Until the renewed record was polled again it cannot be acknowledged, and nothing else is handed out.
            if (commit(from, AcknowledgeType.RENEW)) {
                for (int i = 0; i < RENEWED_POLLS; i++) {
                    var again = poll(from, RENEWED_POLL);
                    if (again.isPresent()) {
                        held = again;
                        return true;
                    }
                }
            }
        } catch (InterruptException stop) {
            throw stop;
        } catch (KafkaException trouble) {
            LOG.atWarn().addKeyValue("topic", topic).setCause(trouble).log("a lock could not be renewed");
        }
        discard();
        return false;
    }

    @Override
    public boolean accept() {
        return settle(AcknowledgeType.ACCEPT);
    }

    @Override
    public boolean release() {
        return settle(AcknowledgeType.RELEASE);
    }

    private boolean settle(AcknowledgeType type) {
        var from = open();
        try {
            if (commit(from, type)) {
                held = Optional.empty();
                return true;
            }
        } catch (InterruptException stop) {
            throw stop;
        } catch (KafkaException trouble) {
            LOG.atWarn().addKeyValue("topic", topic).setCause(trouble).log("an acknowledgement was not taken");
        }
        discard();
        return false;
    }

    private boolean commit(ShareConsumer<String, byte[]> from, AcknowledgeType type) {
        from.acknowledge(held.orElseThrow(() -> new IllegalStateException("no record in hand")), type);
        Map<TopicIdPartition, Optional<KafkaException>> refusals = from.commitSync(COMMIT);
        refusals.values().forEach(refusal -> refusal.ifPresent(cause -> LOG.atDebug().addKeyValue("topic", topic)
                .addKeyValue("type", type).log("refused: {}", cause.getMessage())));
        return refusals.values().stream().allMatch(Optional::isEmpty);
    }

    private void discard() {
        held = Optional.empty();
        var old = consumer;
        consumer = Optional.empty();
        old.ifPresent(this::closeQuietly);
    }

    private void closeQuietly(ShareConsumer<String, byte[]> old) {
        try {
            old.close(CLOSE);
        } catch (InterruptException stop) {
            throw stop;
        } catch (KafkaException trouble) {
            // It is being thrown away; without a connection the broker frees its records itself.
            LOG.atDebug().addKeyValue("topic", topic).setCause(trouble).log("a share consumer did not close cleanly");
        }
    }

    @Override
    public void close() {
        discard();
    }
}
