package io.vibestream.runtime.kafka;

import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The configuration of a Streams application; a class of its own because only some services have kafka-streams. */
final class StreamsProperties {

    /** Results leave with the commit. 20 ms instead of Kafka's 100 takes the median from 132 to 33 ms for one stage. */
    private static final int EXACTLY_ONCE_COMMIT_MILLIS = 20;
    /** Results leave at once; the interval only bounds what is done again after a crash. */
    private static final int AT_LEAST_ONCE_COMMIT_MILLIS = 1000;
    /** Who dies without a word is waited for as long, by callers too; Kafka's default is 45 s. Transactions end after 10 s anyway. */
    private static final int SESSION_TIMEOUT_MILLIS = 10_000;

    /** Kafka's constant for it is deprecated, because Kafka 5 has no such setting any more. */
    private static final String GLOBAL_HANDLER = "processing.exception.handler.global.enabled";

    private StreamsProperties() {}

    static Properties of(KafkaSettings settings, String applicationId, Path stateDir, Guarantee guarantee) {
        var properties = new Properties();
        properties.putAll(Connection.properties(settings));
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        switch (guarantee) {
            case AT_LEAST_ONCE -> {
                properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
                properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, AT_LEAST_ONCE_COMMIT_MILLIS);
            }
            case EXACTLY_ONCE -> {
                properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
                properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, EXACTLY_ONCE_COMMIT_MILLIS);
            }
        }
        // What Kafka 5 will do anyway, and a warning at every start until one says so, to the assignor too, which sees the consumer's part only.
        properties.put(GLOBAL_HANDLER, true);
        properties.put(StreamsConfig.mainConsumerPrefix(GLOBAL_HANDLER), true);
        // Names that follow from the order of the code would leave orphaned state behind at the next change.
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        settings.replicationFactor().ifPresent(n -> properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, n));
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_TIMEOUT_MILLIS);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.ACKS_CONFIG), "all");
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
        // Streams would wait 100 ms for more to send.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        return properties;
    }
}
