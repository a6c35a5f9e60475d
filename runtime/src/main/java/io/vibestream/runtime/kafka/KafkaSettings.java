package io.vibestream.runtime.kafka;

import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingProblem;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.runtime.settings.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/** Where the brokers are and how to be let in. */
public record KafkaSettings(String bootstrapServers, SecurityProtocol protocol, Optional<Sasl> sasl, Tls tls,
        Optional<Integer> replicationFactor, Duration startupTimeout) {

    /** How a client says who it is, when the protocol is one of {@code SASL_*}. */
    public record Sasl(String mechanism, Secret jaasConfig) {}

    /** PEM files: whom to trust (the JVM's own authorities when empty), and the client's certificate with its key. */
    public record Tls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key,
            Optional<Secret> keyPassword) {

        static final Tls DEFAULT = new Tls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static final Setting<String> BOOTSTRAP_SERVERS = Setting
            .text("KAFKA_BOOTSTRAP_SERVERS", "Brokers to ask first, host:port separated by commas")
            .defaultsTo("localhost:9092");
    private static final Setting<SecurityProtocol> PROTOCOL = Setting
            .oneOf("KAFKA_SECURITY_PROTOCOL", "How the connection to Kafka is protected", SecurityProtocol.class)
            .defaultsTo(SecurityProtocol.PLAINTEXT);
    private static final Setting<Optional<String>> SASL_MECHANISM = Setting
            .text("KAFKA_SASL_MECHANISM", "For SASL protocols: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER")
            .optional();
    private static final Setting<Optional<Secret>> SASL_JAAS_CONFIG = Setting
            .secret("KAFKA_SASL_JAAS_CONFIG",
                    "For SASL protocols: login module with its credentials, as Kafka takes it")
            .optional();
    private static final Setting<Optional<Path>> SSL_CA_FILE = pem("KAFKA_SSL_CA_FILE",
            "For SSL protocols: authorities that sign the brokers' certificates (PEM); unset: those of the JVM");
    private static final Setting<Optional<Path>> SSL_CERTIFICATE_FILE = pem("KAFKA_SSL_CERTIFICATE_FILE",
            "For SSL protocols: the client's certificate chain (PEM)");
    private static final Setting<Optional<Path>> SSL_KEY_FILE = pem("KAFKA_SSL_KEY_FILE",
            "For SSL protocols: the private key of the client's certificate (PEM, PKCS#8)");
    private static final Setting<Optional<Secret>> SSL_KEY_PASSWORD = Setting
            .secret("KAFKA_SSL_KEY_PASSWORD", "Password of an encrypted private key").optional();
    private static final Setting<Optional<Integer>> REPLICATION_FACTOR = Setting
            .integer("KAFKA_REPLICATION_FACTOR", "Copies of each topic that is created; unset: the brokers' default")
            .between(1, 100).optional();
    private static final Setting<Duration> STARTUP_TIMEOUT = Setting
            .duration("KAFKA_STARTUP_TIMEOUT", "How long a starting service waits for Kafka")
            .defaultsTo(Duration.ofMinutes(1));

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(BOOTSTRAP_SERVERS, PROTOCOL, SASL_MECHANISM,
            SASL_JAAS_CONFIG, SSL_CA_FILE, SSL_CERTIFICATE_FILE, SSL_KEY_FILE, SSL_KEY_PASSWORD, REPLICATION_FACTOR,
            STARTUP_TIMEOUT);

    private static Setting<Optional<Path>> pem(String name, String help) {
        return Setting.path(name, help).such("a readable file", Files::isReadable).optional();
    }

    /** An unprotected Kafka, for development and tests. */
    public static KafkaSettings local(String bootstrapServers) {
        return new KafkaSettings(bootstrapServers, SecurityProtocol.PLAINTEXT, Optional.empty(), Tls.DEFAULT,
                Optional.empty(), Duration.ofMinutes(1));
    }

    /**
     * Takes what {@link #SETTINGS} defined out of the values that were read.
     *
     * @throws SettingsException when they contradict each other: credentials that nobody would use, for instance
     */
    public static KafkaSettings from(SettingValues values) {
        var protocol = values.get(PROTOCOL);
        var problems = new ArrayList<SettingProblem>();
        boolean sasl = protocol == SecurityProtocol.SASL_PLAINTEXT || protocol == SecurityProtocol.SASL_SSL;
        boolean tls = protocol == SecurityProtocol.SSL || protocol == SecurityProtocol.SASL_SSL;
        for (var credential : List.of(SASL_MECHANISM, SASL_JAAS_CONFIG)) {
            if (values.get(credential).isPresent() != sasl) {
                problems.add(contradiction(credential, sasl ? "a value" : "nothing", protocol));
            }
        }
        for (var file : List.of(SSL_CA_FILE, SSL_CERTIFICATE_FILE, SSL_KEY_FILE, SSL_KEY_PASSWORD)) {
            if (values.get(file).isPresent() && !tls) {
                problems.add(contradiction(file, "nothing", protocol));
            }
        }
        if (values.get(SSL_CERTIFICATE_FILE).isPresent() != values.get(SSL_KEY_FILE).isPresent()) {
            problems.add(new SettingProblem(SSL_KEY_FILE.name(), "to be set together with " + SSL_CERTIFICATE_FILE,
                    "only one of them"));
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
        return new KafkaSettings(values.get(BOOTSTRAP_SERVERS), protocol,
                values.get(SASL_MECHANISM).flatMap(mechanism -> values.get(SASL_JAAS_CONFIG)
                        .map(jaas -> new Sasl(mechanism, jaas))),
                new Tls(values.get(SSL_CA_FILE), values.get(SSL_CERTIFICATE_FILE), values.get(SSL_KEY_FILE),
                        values.get(SSL_KEY_PASSWORD)),
                values.get(REPLICATION_FACTOR), values.get(STARTUP_TIMEOUT));
    }

    private static SettingProblem contradiction(Setting<?> setting, String expected, SecurityProtocol protocol) {
        return new SettingProblem(setting.name(), expected + " with " + PROTOCOL + "=" + protocol,
                expected.equals("nothing") ? "a value" : "nothing");
    }
}
