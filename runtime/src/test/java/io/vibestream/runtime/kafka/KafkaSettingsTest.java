package io.vibestream.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.runtime.settings.SettingsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaSettingsTest {

    private static final SettingsTable TABLE = SettingsTable.of(KafkaSettings.SETTINGS);

    @Test
    void pointsToAnUnprotectedLocalKafkaByDefault() {
        assertThat(read(Map.of())).isEqualTo(KafkaSettings.local("localhost:9092"));
    }

    @Test
    void readsScramOverTls(@TempDir Path directory) throws IOException {
        var ca = Files.writeString(directory.resolve("ca.pem"), "authorities");

        var settings = read(Map.of("KAFKA_BOOTSTRAP_SERVERS", "a:9093,b:9093", "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "KAFKA_SASL_MECHANISM", "SCRAM-SHA-512", "KAFKA_SASL_JAAS_CONFIG", "module required password=x;",
                "KAFKA_SSL_CA_FILE", ca.toString(), "KAFKA_REPLICATION_FACTOR", "3", "KAFKA_STARTUP_TIMEOUT", "5s"));

        assertThat(settings.protocol()).isEqualTo(SecurityProtocol.SASL_SSL);
        assertThat(settings.replicationFactor()).contains(3);
        assertThat(settings.startupTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.toString()).doesNotContain("password=x");
        assertThat(Connection.properties(settings)).containsEntry("bootstrap.servers", "a:9093,b:9093")
                .containsEntry("security.protocol", "SASL_SSL").containsEntry("sasl.mechanism", "SCRAM-SHA-512")
                .containsEntry("sasl.jaas.config", "module required password=x;")
                .containsEntry("ssl.truststore.type", "PEM")
                .containsEntry("ssl.truststore.certificates", "authorities");
    }

    @Test
    void refusesSaslWithoutCredentials() {
        assertThatThrownBy(() -> read(Map.of("KAFKA_SECURITY_PROTOCOL", "sasl_plaintext")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "KAFKA_SASL_MECHANISM: expected a value with KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT")
                .hasMessageContaining("KAFKA_SASL_JAAS_CONFIG: expected a value");
    }

    @Test
    void refusesCredentialsThatNobodyWouldUse() {
        assertThatThrownBy(() -> read(Map.of("KAFKA_SASL_MECHANISM", "PLAIN", "KAFKA_SSL_KEY_PASSWORD", "hunter2")))
                .hasMessageContaining("KAFKA_SASL_MECHANISM: expected nothing with KAFKA_SECURITY_PROTOCOL=PLAINTEXT")
                .hasMessageContaining("KAFKA_SSL_KEY_PASSWORD: expected nothing").hasMessageNotContaining("hunter2");
    }

    @Test
    void refusesACertificateWithoutItsKey(@TempDir Path directory) throws IOException {
        var certificate = Files.writeString(directory.resolve("user.crt"), "certificate");

        assertThatThrownBy(() -> read(
                Map.of("KAFKA_SECURITY_PROTOCOL", "SSL", "KAFKA_SSL_CERTIFICATE_FILE", certificate.toString())))
                .hasMessageContaining("KAFKA_SSL_KEY_FILE: expected to be set together");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        assertThatThrownBy(() -> read(Map.of("KAFKA_SECURITY_PROTOCOL", "SSL", "KAFKA_SSL_CA_FILE", "/no/ca.pem")))
                .hasMessageContaining("KAFKA_SSL_CA_FILE: expected a readable file, found '/no/ca.pem'");
    }

    private static KafkaSettings read(Map<String, String> environment) {
        return KafkaSettings.from(TABLE.read(environment));
    }
}
