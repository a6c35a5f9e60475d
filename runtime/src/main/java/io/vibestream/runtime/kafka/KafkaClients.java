package io.vibestream.runtime.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Builds Kafka clients that lose nothing: text keys, byte values, every write acknowledged by all replicas, no aborted
 * record read, no topic created by accident. Whoever asks for a client owns and closes it. {@code overrides} are Kafka's
 * own properties and win.
 */
public final class KafkaClients {

    private final KafkaSettings settings;

    public KafkaClients(KafkaSettings settings) {
        this.settings = settings;
    }

    public KafkaSettings settings() {
        return settings;
    }

    /** A producer; safe to share between threads. */
    public Producer<String, byte[]> producer(String clientId, Map<String, Object> overrides) {
        var properties = connection(clientId);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.putAll(overrides);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * A consumer for one thread. It commits only when told to, and starts a group without offsets at the beginning, so
     * that nothing sent before its first start is dropped in silence. Without a group it takes what it is assigned.
     */
    public Consumer<String, byte[]> consumer(String clientId, Optional<String> groupId, Map<String, Object> overrides) {
        var properties = connection(clientId);
        groupId.ifPresent(group -> properties.put(ConsumerConfig.GROUP_ID_CONFIG, group));
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.putAll(overrides);
        return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * A consumer of a work queue, for one thread and one record at a time. It must acknowledge each record before it
     * polls again. Only {@code record_limit} shares the work: by default one consumer takes all there is. Offset reset and
     * isolation belong to the group: {@link GroupSetup}.
     */
    public ShareConsumer<String, byte[]> shareConsumer(String groupId, String clientId, Map<String, Object> overrides) {
        var properties = connection(clientId);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        properties.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
        properties.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        properties.putAll(overrides);
        return new KafkaShareConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** A client for topics and groups; safe to share between threads. */
    public Admin admin() {
        return Admin.create(Connection.properties(settings));
    }

    /**
     * What a {@code KafkaStreams} is built from. Only services that bring kafka-streams themselves can call this.
     *
     * @param stateDir where local state is kept; it may be lost, Kafka has it all
     */
    public Properties streamsProperties(String applicationId, Path stateDir, Guarantee guarantee) {
        return StreamsProperties.of(settings, applicationId, stateDir, guarantee);
    }

    /**
     * Returns as soon as a broker answers.
     *
     * @throws BrokerUnavailableException when none does within the settings' time, or it does not let this client in
     */
    public void awaitBroker() {
        try (var admin = admin()) {
            BrokerWait.until(admin, settings.bootstrapServers(), settings.startupTimeout());
        }
    }

    private Map<String, Object> connection(String clientId) {
        var properties = new HashMap<>(Connection.properties(settings));
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        return properties;
    }
}
