package io.vibestream.runtime.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/** What every Kafka client is told about the brokers, in Kafka's own words. */
final class Connection {

    private Connection() {}

    static Map<String, Object> properties(KafkaSettings settings) {
        var properties = new HashMap<String, Object>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, settings.protocol().name);
        // Metrics leave through Micrometer, which reads them from the clients; JMX would only cost.
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        properties.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.sasl().ifPresent(sasl -> {
            properties.put(SaslConfigs.SASL_MECHANISM, sasl.mechanism());
            properties.put(SaslConfigs.SASL_JAAS_CONFIG, sasl.jaasConfig().reveal());
        });
        var tls = settings.tls();
        tls.authorities().ifPresent(file -> {
            properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
            properties.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, read(file));
        });
        tls.certificate().ifPresent(file -> {
            properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
            properties.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, read(file));
        });
        tls.key().ifPresent(file -> properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, read(file)));
        tls.keyPassword().ifPresent(secret -> properties.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, secret.reveal()));
        return properties;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException cause) {
            throw new UncheckedIOException("cannot read " + file, cause);
        }
    }
}
