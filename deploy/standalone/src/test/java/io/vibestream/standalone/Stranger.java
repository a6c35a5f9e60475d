package io.vibestream.standalone;

import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Somebody with plain Kafka clients: produces requests and reads one topic of answers from its beginning. */
final class Stranger implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;
    private final Codecs codecs;
    private final Map<String, List<ConsumerRecord<String, byte[]>>> received = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread reader;

    Stranger(String bootstrapServers, Codecs codecs, String... topics) {
        this.codecs = codecs;
        producer = new KafkaProducer<>(Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(),
                new ByteArraySerializer());
        reader = Thread.ofPlatform().name("stranger").start(() -> read(bootstrapServers, List.of(topics)));
    }

    private void read(String bootstrapServers, List<String> topics) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed",
                        "fetch.max.wait.ms", 50),
                new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = new ArrayList<TopicPartition>();
            topics.forEach(topic -> consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(topic, info.partition()))));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!closed.get()) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(one -> received
                                .computeIfAbsent(one.topic() + "/" + one.key(), _ -> new CopyOnWriteArrayList<>())
                                .add(one));
            }
        }
    }

    void send(SpeechRequest request) {
        send(Topic.REQUESTS.topicName(), request.getId(), codecs.requests().encode(request));
    }

    void send(String topic, String key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(topic, key, value)).get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("record " + key + " was not sent", e);
        }
    }

    /** All that came under a key so far, waiting for the first. */
    List<ConsumerRecord<String, byte[]>> records(String topic, String key) {
        return Awaitility.await(topic + " " + key).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(20))
                .until(() -> received.getOrDefault(topic + "/" + key, List.of()), records -> !records.isEmpty());
    }

    SpeechResult result(String id) {
        return codecs.results().decode(records(Topic.RESULTS.topicName(), id).getFirst().value());
    }

    static String header(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        closed.set(true);
        producer.close();
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
