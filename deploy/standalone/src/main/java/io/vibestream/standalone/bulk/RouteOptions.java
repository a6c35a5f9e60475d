package io.vibestream.standalone.bulk;

import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.registry.RegistrySettings;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.RequestLimits;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which way requests go. */
final class RouteOptions {

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Kafka to produce to (default: KAFKA_BOOTSTRAP_SERVERS, else localhost:9092).")
    private Optional<String> kafka = Optional.empty();

    @Option(names = "--gateway", paramLabel = "URL", description = "Go through this gateway's jobs API instead of Kafka.")
    private Optional<URI> gateway = Optional.empty();

    @Option(names = "--key", paramLabel = "KEY", description = "The gateway's key (default: API_KEY of the environment).")
    private Optional<String> key = Optional.empty();

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "64", description = "Requests under way at once (default: 64).")
    private int inFlight = 64;

    /** What is wrong with these options, if anything is. */
    Optional<String> problem() {
        if (inFlight < 1) {
            return Optional.of("--in-flight: expected at least 1, found " + inFlight);
        } else if (gateway.isPresent() && kafka.isPresent()) {
            return Optional.of("expected --kafka or --gateway, found both");
        }
        return gateway.filter(url -> url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?"))
                .map(url -> "--gateway: expected a URL such as http://localhost:8080, found " + url);
    }

    /** The environment with these options over it. */
    Map<String, String> over(Map<String, String> environment) {
        var settings = new HashMap<>(environment);
        settings.putIfAbsent("LOG_LEVEL", "WARN");
        kafka.ifPresent(servers -> settings.put("KAFKA_BOOTSTRAP_SERVERS", servers));
        return settings;
    }

    RequestCheck check(RequestLimits limits, boolean keepsFiles) {
        return gateway.isPresent()
                ? new RequestCheck(limits, keepsFiles, JobBody::problem)
                : new RequestCheck(limits, keepsFiles);
    }

    /** @param checkpoint what an earlier run has left for this one */
    Route open(SettingValues values, Map<String, String> environment, Survey survey, ResultsFile results,
            Path checkpoint) {
        if (gateway.isPresent()) {
            return new GatewayRoute(gateway.get(), key.or(() -> Optional.ofNullable(environment.get("API_KEY"))),
                    results, InstantSource.system());
        }
        var registry = RegistrySettings.from(values).open();
        return new KafkaRoute(new KafkaClients(KafkaSettings.from(values)),
                new Codecs(registry::register, registry::find), survey.missing(results), results, checkpoint);
    }

    int inFlight() {
        return inFlight;
    }
}
