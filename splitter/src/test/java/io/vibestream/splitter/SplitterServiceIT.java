package io.vibestream.splitter;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.broker.TestBroker;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The splitter on a real broker. The topics have fixed names, so this test has a broker of its own. */
@Timeout(120)
class SplitterServiceIT {

    private static final Duration WAIT = Duration.ofSeconds(40);

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final Codecs codecs = new Codecs(registry::register, registry::find);

    @TempDir
    private Path stateDir;

    @Test
    void goesOnAfterGarbageAndAfterARestart() throws Exception {
        try (var broker = TestBroker.start("PLAINTEXT", Map.of())) {
            var clients = clients(broker);
            var failure = new CompletableFuture<Throwable>();

            var first = service(clients, failure);
            first.start();
            // As large as a producer may send: with the dead letter's headers it is larger.
            var garbage = new byte[Topic.REQUESTS.maxRecordBytes() - 200];
            new Random(1).nextBytes(garbage);
            send(clients, "r-1", garbage);
            send(clients, "r-2", request("r-2"));
            var plans = plans(clients, 2);
            var letters = read(clients, Topic.DEAD_LETTERS, 1);
            assertThat(first.isRunning()).isTrue();
            first.close();
            first.close();

            var second = service(clients, failure);
            second.start();
            send(clients, "r-2", request("r-2"));
            send(clients, "r-3", request("r-3"));
            var allPlans = plans(clients, 3);
            second.close();

            assertThat(plans).extracting(SpeechPlan::getRequestId).containsExactlyInAnyOrder("r-1", "r-2");
            assertThat(letters).singleElement()
                    .satisfies(letter -> assertThat(letter.value()).isEqualTo(garbage));
            assertThat(allPlans).extracting(SpeechPlan::getRequestId)
                    .containsExactlyInAnyOrder("r-1", "r-2", "r-3");
            assertThat(failure).isNotDone();
        }
    }

    private static KafkaClients clients(TestBroker broker) {
        return new KafkaClients(KafkaSettings.from(SettingsTable.of(KafkaSettings.SETTINGS)
                .read(Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.address(), "KAFKA_REPLICATION_FACTOR", "1"))));
    }

    private SplitterService service(KafkaClients clients, CompletableFuture<Throwable> failure) {
        var settings = SplitterSettings.from(SettingsTable.of(SplitterService.settings())
                .read(Map.of("SPLITTER_STATE_DIR", stateDir.toString())));
        return new SplitterService(settings, clients, codecs, new SimpleMeterRegistry(), InstantSource.system(),
                failure::complete);
    }

    private byte[] request(String id) {
        return codecs.requests().encode(SpeechRequest.newBuilder().setId(id).setText("Good morning.").build());
    }

    private static void send(KafkaClients clients, String key, byte[] value) throws Exception {
        try (var producer = clients.producer("test",
                Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * value.length + 1000))) {
            producer.send(new ProducerRecord<>(Topic.REQUESTS.topicName(), key, value)).get(30, SECONDS);
        }
    }

    private List<SpeechPlan> plans(KafkaClients clients, int count) {
        return read(clients, Topic.PLANS, count).stream().map(record -> codecs.plans().decode(record.value())).toList();
    }

    /** The first {@code count} records of a topic or more, if they come in time. */
    private static List<ConsumerRecord<String, byte[]>> read(KafkaClients clients, Topic topic, int count) {
        try (var consumer = clients.consumer("test", Optional.empty(),
                Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 4 << 20))) {
            consumer.assign(IntStream.range(0, topic.partitions())
                    .mapToObj(partition -> new TopicPartition(topic.topicName(), partition)).toList());
            consumer.seekToBeginning(consumer.assignment());
            return poll(consumer, count);
        }
    }

    private static List<ConsumerRecord<String, byte[]>> poll(Consumer<String, byte[]> consumer, int count) {
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (records.size() < count && System.nanoTime() < deadline) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }
}
