package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vibestream.schemas.RequestState;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a load balancer sees of a gateway whose engine takes its time. */
class LoadBalancingIT {

    private static final String HELLO = "{\"input\":{\"text\":\"Hello.\"}}";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;
    private final HttpClient balancer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void isThereWithoutBeingReadyWhileTheEngineLoads() {
        try (var gateway = TestGateway.opened(directory, Map.of())) {
            assertThat(gateway.get("/ping").statusCode()).isEqualTo(204);
            assertThat(gateway.isRunning()).isFalse();

            gateway.start();

            assertThat(gateway.get("/ping").statusCode()).isEqualTo(200);
            assertThat(gateway.post("/runsync", HELLO).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void putsCallsOffWhileTheEngineLoads() {
        try (var gateway = TestGateway.opened(directory, Map.of())) {
            var job = gateway.post("/runsync", HELLO);
            var speech = gateway.post("/v1/audio/speech", "{}");

            assertThat(job.statusCode()).isEqualTo(503);
            assertThat(job.headers().firstValue("retry-after")).contains("5");
            assertThat(job.body()).isEqualTo("{\"error\":\"The service is still loading, try again later\"}");
            assertThat(speech.statusCode()).isEqualTo(503);
            assertThat(speech.body()).contains("\"code\":\"loading\"");
            assertThat(speech.headers().firstValue("x-should-retry")).contains("true");
            assertThat(gateway.pipeline.requests()).isEmpty();
        }
    }

    @Test
    void asksForKeysWhileTheEngineLoads() {
        try (var gateway = TestGateway.opened(directory, Map.of("API_KEYS", "one"))) {
            assertThat(gateway.post("/runsync", HELLO).statusCode()).isEqualTo(401);
            assertThat(gateway.get("/ping").statusCode()).isEqualTo(204);
        }
    }

    @Test
    void tellsHealthOnAPortOfItsOwnAndNothingElseThere() throws Exception {
        try (var gateway = TestGateway.opened(directory, Map.of("PORT_HEALTH", "0", "API_KEYS", "one"))) {
            assertThat(gateway.healthPort()).isNotEqualTo(gateway.port());
            assertThat(status(gateway.healthPort(), "/ping")).isEqualTo(204);

            gateway.start();

            assertThat(status(gateway.healthPort(), "/ping")).isEqualTo(200);
            assertThat(status(gateway.port(), "/ping")).isEqualTo(200);
            assertThat(status(gateway.healthPort(), "/v1/models")).isEqualTo(404);
        }
    }

    @Test
    void isUnhealthyWhileItFinishesWhatWasBegun() throws Exception {
        var gateway = TestGateway.opened(directory, Map.of("PORT_HEALTH", "0"));
        gateway.start();
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        var call = gateway.postAsync("/runsync", HELLO);
        await().atMost(SOON).until(() -> !gateway.pipeline.answers().isEmpty());

        var stop = CompletableFuture.runAsync(gateway::stopServing);
        await().atMost(SOON).until(() -> !gateway.isRunning());

        assertThat(status(gateway.healthPort(), "/ping")).isEqualTo(503);
        gateway.pipeline.answers().getFirst()
                .complete(FakePipeline.completed(gateway.pipeline.requests().getFirst()).setUrl("u").build());
        assertThat(call.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        stop.get(30, TimeUnit.SECONDS);
    }

    @Test
    void closesItsPortsWhenTheEngineNeverComes() {
        var gateway = TestGateway.opened(directory, Map.of("PORT_HEALTH", "0"));
        int port = gateway.port();
        int healthPort = gateway.healthPort();

        gateway.close();

        assertThatThrownBy(() -> status(port, "/ping")).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> status(healthPort, "/ping")).isInstanceOf(ConnectException.class);
    }

    private int status(int port, String path) throws IOException, InterruptedException {
        return balancer.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                BodyHandlers.discarding()).statusCode();
    }
}
