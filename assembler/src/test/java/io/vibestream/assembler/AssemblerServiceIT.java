package io.vibestream.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.assembler.AssemblerSettings.Place;
import io.vibestream.audio.Wav;
import io.vibestream.broker.TestBroker;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.links.LinkSettings;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.stores.StoreSettings;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.TrackFormat;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One test, because every step waits for a group to be joined: the whole service on a real broker, with a change of machines. */
class AssemblerServiceIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final KafkaClients clients = new KafkaClients(KafkaSettings.local(TestBroker.shared().address()));
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final Codecs codecs = new Codecs(registry::register, registry::find);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final String application = TestBroker.unique("assembler");
    @TempDir
    private Path directory = Path.of("");

    private AssemblerService service(String machine) {
        var links = new LinkSettings(directory.resolve("audio"), URI.create("http://localhost:8080"),
                Optional.of(new Secret("sixteen bytes ok")));
        var settings = new AssemblerSettings(application, directory.resolve(machine), 1,
                new Place.Local(links, Optional.empty()), Duration.ofHours(1), Duration.ofDays(2),
                Duration.ofMinutes(1), new StoreSettings(Optional.empty(), false));
        return new AssemblerService(settings, clients, codecs, new SimpleMeterRegistry(), InstantSource.system(),
                failure::set);
    }

    @Test
    void anotherMachineFinishesWhatOneBegan() throws Exception {
        var now = Instant.now();
        var plan = Speech.plan("r", 2).setDelivery(Delivery.STORE).setFormat(TrackFormat.WAV).setCreatedAt(now)
                .setPlannedAt(now).setDeadline(now.plusSeconds(600)).build();
        var whole = List.of(new short[24_000], new short[12_000]);
        var first = service("first");
        first.start();
        try (var producer = clients.producer("test", Map.of());
                var results = clients.consumer("test", Optional.empty(), Map.of())) {
            send(producer, plan);
            send(producer, Speech.segment("r", 0, "a", 0, whole.get(0)));
            send(producer, Speech.completed("r", 0, "a", whole.subList(0, 1)));
            send(producer, Speech.segment("r", 1, "b", 0, whole.get(0)));
            await().atMost(SOON).until(() -> spokenChunks() == 1);
            first.close();
            first.close();
            var second = service("second");
            second.start();

            send(producer, Speech.segment("r", 1, "b", 1, whole.get(1)));
            send(producer, Speech.completed("r", 1, "b", whole));
            var result = next(results);

            assertThat(result.getOutcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(result.getDurationSeconds()).isEqualTo((24_000 + 24 + 36_000) / 24_000.0);
            var file = directory.resolve("audio").resolve(result.getObjectKey().orElseThrow());
            assertThat(Wav.read(Files.readAllBytes(file)).length()).isEqualTo(24_000 + 24 + 36_000);
            assertThat(URI.create(result.getUrl().orElseThrow())).hasPath("/audio/speech_r.wav");
            assertThat(directory.resolve("second/encoding")).isEmptyDirectory();
            assertThat(failure).hasNullValue();
            second.close();
        }
    }

    private int spokenChunks() {
        try (var statuses = clients.consumer("test-status", Optional.empty(), Map.of())) {
            return records(statuses, Topic.STATUS).stream().map(bytes -> codecs.statuses().decode(bytes))
                    .mapToInt(status -> status.getChunksSpoken()).max().orElse(0);
        }
    }

    private SpeechResult next(Consumer<String, byte[]> results) {
        var found = new ArrayList<byte[]>();
        await().atMost(SOON).until(() -> {
            found.addAll(records(results, Topic.RESULTS));
            return !found.isEmpty();
        });
        assertThat(found).hasSize(1);
        return codecs.results().decode(found.getFirst());
    }

    private static List<byte[]> records(Consumer<String, byte[]> consumer, Topic topic) {
        if (consumer.assignment().isEmpty()) {
            var partitions = consumer.partitionsFor(topic.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        var values = new ArrayList<byte[]>();
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
        return values;
    }

    private void send(Producer<String, byte[]> producer, SpeechPlan plan) throws Exception {
        producer.send(new ProducerRecord<>(Topic.PLANS.topicName(), plan.getRequestId(), codecs.plans().encode(plan)))
                .get();
    }

    private void send(Producer<String, byte[]> producer, ChunkEvent event) throws Exception {
        producer.send(
                new ProducerRecord<>(Topic.AUDIO.topicName(), event.getRequestId(), codecs.events().encode(event)))
                .get();
    }
}
