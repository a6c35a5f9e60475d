package io.vibestream.gateway.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads again what was said of a request before somebody began to listen: from where it began until now, each time with a consumer of its
 * own. Safe to share between threads.
 */
final class AudioHistory {

    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Each may hold some ten megabytes of what others say. */
    private static final int AT_ONCE = 4;
    /** The times of records are their producers', whose clocks differ from ours. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(2);

    private final Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> clients;
    private final Beginnings beginnings;
    private final Semaphore room = new Semaphore(AT_ONCE);

    /** What is wanted. */
    interface Wish {

        String requestId();

        /** Whether anybody still wants it. */
        boolean isOpen();

        void hear(ConsumerRecord<String, byte[]> message);
    }

    AudioHistory(Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> clients, Beginnings beginnings) {
        this.clients = clients;
        this.beginnings = beginnings;
    }

    /**
     * Begins to read, and returns at once.
     *
     * @param since the request was not heard of before
     * @param failed told when it cannot be read
     */
    void tell(Wish wish, Instant since, Consumer<Throwable> failed) {
        Thread.ofVirtual().name("gateway-history").start(() -> {
            try {
                room.acquire();
                try (var consumer = clients.get()) {
                    read(consumer, wish, since);
                } finally {
                    room.release();
                }
            } catch (InterruptedException stopping) {
                failed.accept(stopping);
            } catch (RuntimeException failure) { // the top of this thread: the listener must not wait for what never comes
                failed.accept(failure);
            }
        });
    }

    private void read(org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer, Wish wish, Instant since) {
        var ranges = ranges(consumer, wish.requestId(), since);
        consumer.assign(ranges.keySet());
        ranges.forEach((partition, range) -> consumer.seek(partition, range.from()));
        long heard = System.nanoTime();
        while (wish.isOpen() && ranges.entrySet().stream()
                .anyMatch(range -> consumer.position(range.getKey()) < range.getValue().to())) {
            var messages = consumer.poll(POLL);
            if (!messages.isEmpty()) {
                heard = System.nanoTime();
            } else if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                throw new PipelineException("The speech pipeline does not answer",
                        new IllegalStateException("nothing for " + PATIENCE));
            }
            for (var message : messages) {
                if (wish.requestId().equals(message.key())) {
                    wish.hear(message);
                }
            }
        }
    }

    /** As every producer of ours finds it; the assembler relies on it, too. */
    private static TopicPartition partition(org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer,
            Topic topic, String requestId) {
        int partitions = consumer.partitionsFor(topic.topicName()).size();
        return new TopicPartition(topic.topicName(),
                Utils.toPositive(Utils.murmur2(requestId.getBytes(UTF_8))) % partitions);
    }

    private Map<TopicPartition, Beginnings.Range> ranges(
            org.apache.kafka.clients.consumer.Consumer<String, byte[]> consumer, String requestId, Instant since) {
        var partitions = Stream.of(Topic.PLANS, Topic.AUDIO).map(topic -> partition(consumer, topic, requestId))
                .toList();
        consumer.assign(partitions); // or the client warns at every offset that it is asked for
        long from = since.minus(CLOCKS_DIFFER).toEpochMilli();
        var ends = consumer.endOffsets(partitions);
        var byTime = consumer
                .offsetsForTimes(partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> from)));
        return partitions.stream().map(partition -> {
            long end = ends.getOrDefault(partition, 0L);
            long begin = Optional.ofNullable(byTime.get(partition)).map(OffsetAndTimestamp::offset).orElse(end);
            return Map.entry(partition, beginnings.range(partition, requestId, begin, end));
        }).filter(range -> !range.getValue().isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
