package io.vibestream.synth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.kafka.TopicRequest;
import io.vibestream.runtime.kafka.TopicSetup;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Workers on a real broker, the chunks they are given and the audio they give. The topics are the pipeline's own. */
final class Workbench implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(40);

    private final KafkaClients clients;
    private final Codecs codecs = registered();
    private final Producer<String, byte[]> producer;
    private final Consumer<String, byte[]> audio;
    private final List<ChunkWorkers> workers = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<ChunkEvent> events = new ArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    Workbench(String bootstrapServers) {
        this.clients = new KafkaClients(KafkaSettings.local(bootstrapServers));
        try (var admin = clients.admin()) {
            TopicSetup.ensure(admin,
                    Topic.all().stream().map(t -> new TopicRequest(t.topicName(), t.partitions(), t.configs()))
                            .toList());
        }
        this.producer = clients.producer("test-producer", Map.of());
        this.audio = clients.consumer("test", Optional.empty(), Map.of());
        var partitions = audio.partitionsFor(Topic.AUDIO.topicName()).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition())).toList();
        audio.assign(partitions);
        audio.seekToBeginning(partitions);
    }

    ChunkWorkers worker(SpeechEngine engine, Duration lock, Duration drain) {
        var worker = new ChunkWorkers(clients, codecs, engine, new WorkSettings(3, lock, drain), meters,
                InstantSource.system(), failures::add);
        workers.add(worker);
        worker.start();
        return worker;
    }

    /** Sends a chunk to its lane. */
    void send(Lane lane, String requestId, int index) throws ExecutionException, InterruptedException {
        var chunk = TestCodecs.chunk(requestId, index).setDeadline(Instant.now().plusSeconds(600)).build();
        send(LaneGroup.of(lane).topic(), requestId + "/" + index, codecs.chunks().encode(chunk));
    }

    void send(Topic topic, String key, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic.topicName(), key, value)).get();
    }

    Codecs codecs() {
        return codecs;
    }

    /** Codecs that understand one another in different processes. */
    static Codecs registered() {
        var registry = new InMemoryRegistry();
        return new Codecs(registry::register, registry::find);
    }

    /** Everything on the audio topic that belongs to the request, as far as it was read. */
    List<String> heard(String requestId) {
        audio.poll(Duration.ofMillis(50)).forEach(record -> events.add(codecs.events().decode(record.value())));
        return events.stream().filter(event -> event.getRequestId().equals(requestId)).map(TestCodecs::describe)
                .toList();
    }

    long completed(String requestId) {
        return heard(requestId).stream().filter(event -> event.contains("completed")).count();
    }

    void awaitCompleted(String requestId, int chunks) {
        await(requestId).atMost(SOON).until(() -> completed(requestId) >= chunks);
    }

    /** An engine that thinks. */
    static Spoken aLittleLater() throws InterruptedException {
        boolean _ = new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        return new Spoken.Pending();
    }

    @Override
    public void close() {
        workers.forEach(ChunkWorkers::close);
        audio.close();
        producer.close();
        assertThat(failures).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("synth-"));
    }
}
