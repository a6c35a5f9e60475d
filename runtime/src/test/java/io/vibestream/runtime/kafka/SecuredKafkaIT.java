package io.vibestream.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.broker.TestBroker;
import io.vibestream.runtime.settings.SettingsTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS with PEM files and SASL with a password, against a broker that asks for both. */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class SecuredKafkaIT {

    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\"";

    private final Path certificate;
    private final TestBroker broker;

    SecuredKafkaIT(@TempDir Path directory) throws Exception {
        var keys = keys(directory);
        var chain = pem("CERTIFICATE", keys.getCertificate("broker").getEncoded());
        var key = pem("PRIVATE KEY", keys.getKey("broker", "password".toCharArray()).getEncoded());
        certificate = Files.writeString(directory.resolve("broker.crt"), chain);
        broker = TestBroker.start("SASL_SSL",
                Map.of("ssl.keystore.type", "PEM", "ssl.keystore.certificate.chain", chain,
                        "ssl.keystore.key", key, "ssl.truststore.type", "PEM", "ssl.truststore.certificates", chain,
                        "sasl.enabled.mechanisms", "PLAIN", "sasl.mechanism.inter.broker.protocol", "PLAIN",
                        "listener.name.sasl_ssl.plain.sasl.jaas.config", LOGIN.formatted("broker", "b")
                                + " user_broker=\"b\" user_app=\"hunter2\";"));
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @Test
    void letsInWhoKnowsThePassword() {
        var clients = clients("hunter2", Map.of("KAFKA_SSL_CA_FILE", certificate.toString()));

        clients.awaitBroker();

        try (var admin = clients.admin()) {
            var topic = TestBroker.unique("topic");
            TopicSetup.ensure(admin, List.of(new TopicRequest(topic, 1, Map.of())));
            assertThat(admin.listTopics().names()).succeedsWithin(Duration.ofSeconds(30));
        }
    }

    @Test
    void saysAtOnceThatThePasswordIsWrong() {
        var clients = clients("guess", Map.of("KAFKA_SSL_CA_FILE", certificate.toString()));

        assertThatThrownBy(clients::awaitBroker).isInstanceOf(BrokerUnavailableException.class)
                .hasMessageStartingWith("Kafka at " + broker.address() + " refuses this client")
                .hasCauseInstanceOf(SaslAuthenticationException.class).hasMessageNotContaining("guess");
    }

    @Test
    void doesNotTrustAStranger() {
        var clients = clients("hunter2", Map.of());

        assertThatThrownBy(clients::awaitBroker).isInstanceOf(BrokerUnavailableException.class)
                .hasCauseInstanceOf(SslAuthenticationException.class);
    }

    private KafkaClients clients(String password, Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.putAll(Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.address(), "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
                "KAFKA_SASL_MECHANISM", "PLAIN", "KAFKA_SASL_JAAS_CONFIG", LOGIN.formatted("app", password) + ";"));
        return new KafkaClients(KafkaSettings.from(SettingsTable.of(KafkaSettings.SETTINGS).read(environment)));
    }

    private static KeyStore keys(Path directory) throws Exception {
        var file = directory.resolve("broker.p12");
        var keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "broker", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
                "SAN=dns:localhost",
                "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", "password").inheritIO().start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return KeyStore.getInstance(file.toFile(), "password".toCharArray());
    }

    private static String pem(String type, byte[] content) {
        var base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }
}
