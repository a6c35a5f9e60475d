package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.broker.BrokerPorts;
import io.vibestream.broker.DevBroker;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a load balancer sees while the pipeline starts. */
class OpeningIT {

    @TempDir
    private Path directory;
    private final HttpClient balancer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port = BrokerPorts.free().clients();

    @Test
    void isLoadingWhileTheEngineIsOpenedAndReadyWhenTheStagesWork() throws Exception {
        var seen = new CopyOnWriteArrayList<Integer>();
        try (var kafka = DevBroker.start(directory.resolve("kafka"), BrokerPorts.free());
                var _ = Pipeline.start(directory.resolve("data"), 0, settings(kafka), asking(seen))) {
            assertThat(ping()).isEqualTo(200);
        }

        assertThat(seen).as("before and after the engine is loaded, before and after the stages start")
                .containsExactly(204, 204, 204, 200);
        assertThatThrownBy(this::ping).hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void isGoneWhenTheEngineCannotBeLoaded() throws Exception {
        var seen = new CopyOnWriteArrayList<Integer>();
        try (var kafka = DevBroker.start(directory.resolve("kafka"), BrokerPorts.free())) {
            var settings = settings(kafka);
            settings.put("MODEL_DIR", directory.resolve("nothing").toString());

            assertThatThrownBy(() -> Pipeline.start(directory.resolve("data"), 0, settings, asking(seen)))
                    .hasMessageContaining("nothing");
        }

        assertThat(seen).containsExactly(204, 204);
        assertThatThrownBy(this::ping).hasCauseInstanceOf(ConnectException.class);
    }

    private Map<String, String> settings(DevBroker kafka) {
        return new HashMap<>(Map.of("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(), "PORT", Integer.toString(port),
                "OPS_PORT", "0", "LOG_LEVEL", "WARN"));
    }

    /** Every step looks at the clock when it begins and when it ends: the balancer asks then, and is always in time. */
    private Progress asking(List<Integer> seen) {
        return new Progress(System.err, () -> {
            seen.add(ping());
            return Instant.now();
        });
    }

    private int ping() {
        try {
            return balancer.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/ping")).build(),
                    BodyHandlers.discarding()).statusCode();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError("no answer to a ping", failure);
        }
    }
}
