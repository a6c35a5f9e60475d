package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads what the pipeline answers: results from now on, for those who wait, and all of {@code tts.status},
 * {@code tts.jobs} and {@code tts.voices}, for those who ask. Every replica reads everything, because nobody knows which replica a caller will ask. The consumer belongs to the thread that starts, and
 * then to the reader's own.
 */
final class PipelineReader {

    private static final Duration POLL = Duration.ofSeconds(1);

    private final Consumer<String, byte[]> consumer;
    private final Inbox inbox;
    private final InstantSource clock;
    private final PollingThread thread;

    /** @param failed told when reading cannot go on */
    PipelineReader(Consumer<String, byte[]> consumer, Inbox inbox, InstantSource clock,
            java.util.function.Consumer<Throwable> failed) {
        this.consumer = consumer;
        this.inbox = inbox;
        this.clock = clock;
        thread = new PollingThread("gateway-reader", consumer, this::poll, failed);
    }

    /** Returns when no later result can be missed and every earlier state, job and voice is known. */
    void start() {
        try {
            findPlace();
        } catch (RuntimeException failure) {
            consumer.close();
            throw failure;
        }
        thread.start();
    }

    private void findPlace() {
        var results = partitions(Topic.RESULTS);
        var known = Stream.of(Topic.STATUS, Topic.JOBS, Topic.VOICES).map(this::partitions).flatMap(List::stream)
                .toList();
        consumer.assign(Stream.concat(results.stream(), known.stream()).toList());
        consumer.seekToEnd(results);
        results.forEach(consumer::position); // seeking alone is lazy and would skip what comes before the first poll
        consumer.seekToBeginning(known);
        catchUp(consumer.endOffsets(known));
    }

    private List<TopicPartition> partitions(Topic topic) {
        return consumer.partitionsFor(topic.topicName()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
    }

    private void catchUp(Map<TopicPartition, Long> ends) {
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(inbox::accept); // tidying now would forget states whose jobs come later
        }
    }

    private void poll() {
        consumer.poll(POLL).forEach(inbox::accept);
        inbox.tidy(clock.instant());
    }

    /** Closes the consumer, too. */
    void close() throws InterruptedException {
        thread.close();
    }
}
