package io.vibestream.synth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vibestream.audio.Pcm;
import io.vibestream.broker.DevBroker;
import io.vibestream.broker.BrokerPorts;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.kafka.TopicRequest;
import io.vibestream.runtime.kafka.TopicSetup;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.VoiceRecording;
import io.vibestream.synth.voice.UploadedVoices;
import io.vibestream.synth.voice.VoiceRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoiceReaderIT {

    @TempDir
    private Path directory;
    private DevBroker broker;
    private KafkaClients clients;
    private Producer<String, byte[]> producer;
    private final Codecs codecs = Workbench.registered();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        broker = DevBroker.start(directory.resolve("kafka"), BrokerPorts.free());
        clients = new KafkaClients(KafkaSettings.local(broker.bootstrapServers()));
        try (var admin = clients.admin()) {
            TopicSetup.ensure(admin, List.of(new TopicRequest(Topic.VOICES.topicName(), Topic.VOICES.partitions(),
                    Topic.VOICES.configs())));
        }
        producer = clients.producer("test",
                Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.VOICES.maxRecordBytes()));
    }

    @AfterEach
    void stop() throws Exception {
        producer.close();
        broker.close();
        assertThat(failures).isEmpty();
    }

    private VoiceReader reader(UploadedVoices voices) {
        return new VoiceReader(() -> clients.consumer("voices", Optional.empty(), Map.of()), codecs.voices(), voices,
                failures::add);
    }

    private void upload(String name, int seconds) throws ExecutionException, InterruptedException {
        var samples = new float[24_000 * seconds];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.sin(i / 10.0) / 2;
        }
        send(name, codecs.voices().encode(new VoiceRecording(name,
                ByteBuffer.wrap(Pcm.of(24_000, samples).toS16le()), Instant.EPOCH)));
    }

    private void send(String name, byte[] value) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(Topic.VOICES.topicName(), name, value)).get();
    }

    @SuppressWarnings("NullAway") // Kafka's own way to say that a key has no value any more.
    private void delete(String name) throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(Topic.VOICES.topicName(), name, null)).get();
    }

    private static int seconds(VoiceRegistry registry, String name) {
        return registry.choose(name).map(choice -> choice.recording().audio().length() / 24_000).orElse(0);
    }

    @Test
    void aWorkerThatStartsLateKnowsEveryVoiceAndFollowsWhatChanges() throws Exception {
        upload("kept", 3);
        upload("replaced", 3);
        upload("replaced", 30);
        upload("deleted", 3);
        delete("deleted");
        upload("../../out", 3);
        send("broken", "no recording".getBytes(StandardCharsets.UTF_8));

        var cache = directory.resolve("cache");
        try (var voices = new UploadedVoices(cache); var reader = reader(voices)) {
            reader.start();
            var registry = new VoiceRegistry(directory.resolve("none"), voices);

            assertThat(seconds(registry, "kept")).isEqualTo(3);
            assertThat(seconds(registry, "replaced")).isEqualTo(30);
            assertThat(seconds(registry, "../../out")).isEqualTo(3);
            assertThat(registry.choose("deleted")).isEmpty();
            assertThat(registry.choose("broken")).isEmpty();
            assertThat(registry.choose("KEPT")).isEmpty();
            try (var files = Files.walk(cache)) {
                assertThat(files.filter(Files::isRegularFile)).hasSize(3);
            }

            upload("new", 4);
            delete("kept");
            await().atMost(Duration.ofSeconds(10)).until(() -> registry.choose("kept").isEmpty());
            assertThat(seconds(registry, "new")).isEqualTo(4);
            assertThat(reader.isRunning()).isTrue();
        }

        assertThat(cache).isEmptyDirectory();
    }
}
