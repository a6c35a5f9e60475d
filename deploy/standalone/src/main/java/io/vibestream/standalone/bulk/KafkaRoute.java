package io.vibestream.standalone.bulk;

import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Straight to {@code tts.requests}, and back by {@code tts.results}, read from where an earlier run has stopped. The splitter drops requests
 * that it has seen within a day, so what an earlier run has sent may be sent again: its result lies behind the checkpoint. What has ended
 * before, for this run or another, {@code tts.status} says.
 */
final class KafkaRoute implements Route {

    private static final String CLIENT = "vibestream-bulk";
    private static final Duration SCAN_POLL = Duration.ofSeconds(1);

    private final Codecs codecs;
    private final Predicate<String> wanted;
    private final ResultsFile results;
    private final Path checkpoint;
    private final String cluster;
    private final KafkaClients clients;
    private final Producer<String, byte[]> producer;
    private final Consumer<String, byte[]> consumer;
    /** Filled by the producer's thread. */
    private final ConcurrentLinkedQueue<Ended> refused = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();

    /**
     * Finds the topics.
     *
     * @param wanted whose ends are of interest
     * @param checkpoint the file that says where an earlier run has stopped
     */
    KafkaRoute(KafkaClients clients, Codecs codecs, Predicate<String> wanted, ResultsFile results, Path checkpoint) {
        this.clients = clients;
        this.codecs = codecs;
        this.wanted = wanted;
        this.results = results;
        this.checkpoint = checkpoint;
        clients.awaitBroker();
        cluster = describe();
        producer = clients.producer(CLIENT, Map.of());
        consumer = clients.consumer(CLIENT, Optional.empty(), Map.of());
    }

    private String describe() {
        try (var admin = clients.admin()) {
            var topics = admin.listTopics().names().get();
            for (var topic : List.of(Topic.REQUESTS, Topic.RESULTS, Topic.STATUS)) {
                if (!topics.contains(topic.topicName())) {
                    throw new BulkException("Kafka at " + clients.settings().bootstrapServers()
                            + ": expected topic " + topic.topicName()
                            + ", found none; the services make it when they start");
                }
            }
            return admin.describeCluster().clusterId().get();
        } catch (ExecutionException e) {
            throw new BulkException("Kafka at " + clients.settings().bootstrapServers() + ": " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BulkException("interrupted while asking Kafka for its topics", e);
        }
    }

    @Override
    public List<Ended> earlier() throws IOException {
        var partitions = partitions(consumer, Topic.RESULTS);
        consumer.assign(partitions);
        var kept = Checkpoint.read(checkpoint)
                .filter(found -> found.cluster().equals(cluster) && partitions.size() == found.offsets().size());
        if (kept.isPresent() && results.size() >= kept.get().resultsBytes()) {
            kept.get().offsets()
                    .forEach((number, offset) -> consumer.seek(partition(Topic.RESULTS, number), offset));
        } else {
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position); // Seeking is lazy: this is where the end is found, before anything is sent.
        }
        // Behind a checkpoint, too: a row that came into the file since may have been spoken before it, for another run.
        return scanStatus();
    }

    /** The last word on requests that have ended, from the topic that keeps it. */
    private List<Ended> scanStatus() {
        var found = new LinkedHashMap<String, Ended>();
        try (var status = clients.consumer(CLIENT + "-status", Optional.empty(), Map.of())) {
            var partitions = partitions(status, Topic.STATUS);
            status.assign(partitions);
            status.seekToBeginning(partitions);
            var ends = status.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> status.position(end.getKey()) < end.getValue())) {
                for (var message : status.poll(SCAN_POLL)) {
                    ended(message).ifPresent(end -> found.put(end.id(), end));
                }
            }
        }
        return List.copyOf(found.values());
    }

    private Optional<Ended> ended(ConsumerRecord<String, byte[]> message) {
        return Optional.ofNullable(message.value()).filter(_ -> wanted.test(message.key()))
                .map(codecs.statuses()::decode).flatMap(RequestStatus::getResult).map(Ended::of);
    }

    @Override
    public void send(SpeechRequest request) {
        var id = request.getId();
        var _ = producer.send(new ProducerRecord<>(Topic.REQUESTS.topicName(), id, codecs.requests().encode(request)),
                (_, failure) -> {
                    if (failure instanceof RecordTooLargeException) {
                        refused.add(Ended.failed(id, "Kafka does not take it: " + failure.getMessage()));
                    } else if (failure != null) {
                        failures.add(failure);
                    }
                });
    }

    @Override
    public List<Ended> ended(Duration patience) {
        var failure = failures.poll();
        if (failure != null) {
            throw new BulkException("Kafka at " + clients.settings().bootstrapServers()
                    + " did not take a request: " + failure.getMessage(), failure);
        }
        var ends = new ArrayList<Ended>();
        for (var end = refused.poll(); end != null; end = refused.poll()) {
            ends.add(end);
        }
        for (var message : consumer.poll(patience)) {
            if (message.value() != null && wanted.test(message.key())) {
                ends.add(Ended.of(codecs.results().decode(message.value())));
            }
        }
        return ends;
    }

    @Override
    public void recorded() throws IOException {
        var offsets = consumer.assignment().stream().collect(Collectors.toMap(TopicPartition::partition,
                consumer::position, Math::max, TreeMap::new));
        results.force();
        new Checkpoint(cluster, offsets, results.size()).write(checkpoint);
    }

    private static List<TopicPartition> partitions(Consumer<String, byte[]> consumer, Topic topic) {
        return consumer.partitionsFor(topic.topicName()).stream().map(found -> partition(topic, found.partition()))
                .toList();
    }

    private static TopicPartition partition(Topic topic, int number) {
        return new TopicPartition(topic.topicName(), number);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
