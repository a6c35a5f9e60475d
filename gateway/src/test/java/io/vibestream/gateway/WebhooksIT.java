package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vibestream.gateway.http.Json;
import io.vibestream.schemas.SpeechRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhooksIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String SECRET = "between the two of us";

    @TempDir
    private Path directory;
    private final List<Map.Entry<String, byte[]>> calls = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var signature = Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-VibeStream-Signature"));
            calls.add(Map.entry(signature.orElse("none"), exchange.getRequestBody().readAllBytes()));
            exchange.getResponseHeaders().set("location", "/elsewhere");
            exchange.sendResponseHeaders(Optional.ofNullable(statuses.poll()).orElse(200), -1);
        }
    }

    @Test
    void bringsTheWholeEnvelopeSigned() throws Exception {
        try (var gateway = new TestGateway(directory,
                Map.of("WEBHOOK_SECRET", SECRET, "WEBHOOK_PRIVATE_TARGETS", "true"))) {
            gateway.post("/v2/ep1/run", "{\"input\":{\"text\":\"Hello.\",\"mine\":[1]},\"webhook\":\"" + url() + "\"}");
            await().atMost(PATIENCE).until(() -> calls.size() == 1);

            var id = gateway.pipeline.requests().getFirst().getId();
            var body = calls.getFirst().getValue();
            assertThat(new String(body, StandardCharsets.UTF_8))
                    .isEqualTo("{\"delayTime\":0,\"executionTime\":0,\"id\":\""
                            + id
                            + "\",\"status\":\"COMPLETED\",\"output\":{\"status\":\"success\",\"sample_rate\":24000,"
                            + "\"duration_sec\":1.5,\"audio_url\":\"https://store/a.mp3\"},\"input\":{\"text\":\"Hello.\",\"mine\":[1]},"
                            + "\"webhook\":\"" + url() + "\"}");
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            assertThat(calls.getFirst().getKey()).isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(body)));
        }
    }

    @Test
    void tellsFailuresToo() {
        try (var gateway = anywhere()) {
            gateway.post("/runsync", "{\"input\":{\"text\":\"\"},\"webhook\":\"" + url() + "\"}");

            await().atMost(PATIENCE).until(() -> calls.size() == 1);
            var told = Json.parse(calls.getFirst().getValue());
            assertThat(told.path("status").textValue()).isEqualTo("FAILED");
            assertThat(told.path("error").textValue()).isEqualTo("Missing or empty 'text' parameter");
            assertThat(calls.getFirst().getKey()).isEqualTo("none");
        }
    }

    @Test
    void tellsJobsOfTheJobsApiAsThatShowsThem() throws Exception {
        try (var gateway = new TestGateway(directory,
                Map.of("WEBHOOK_PRIVATE_TARGETS", "true", "WEBHOOK_PAUSE", "1ms", "WEBHOOK_SECRET", SECRET))) {
            gateway.post("/v1/jobs", "{\"input\":\"Hello.\",\"webhook\":\"" + url()
                    + "\",\"metadata\":{\"mine\":\"1\"}}");

            await().atMost(PATIENCE).until(() -> calls.size() == 1);
            var told = Json.parse(calls.getFirst().getValue());
            assertThat(told.path("object").textValue()).isEqualTo("job");
            assertThat(told.path("state").textValue()).isEqualTo("completed");
            assertThat(told.path("metadata")).hasToString("{\"mine\":\"1\"}");
            assertThat(told.path("result").path("url").textValue()).isEqualTo("https://store/a.mp3");
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            assertThat(calls.getFirst().getKey())
                    .isEqualTo("sha256=" + HexFormat.of().formatHex(mac.doFinal(calls.getFirst().getValue())));
        }
    }

    @Test
    void tellsNothingOfADeletedJob() {
        try (var gateway = anywhere()) {
            gateway.pipeline.stayIn(io.vibestream.schemas.RequestState.SPEAKING);
            gateway.post("/v1/jobs", "{\"input\":\"Hello.\",\"webhook\":\"" + url() + "\"}");
            var request = gateway.pipeline.requests().getFirst();
            gateway.send(gateway.request("/v1/jobs/" + request.getId()).DELETE().build());

            gateway.pipeline.end(FakePipeline.completed(request).setUrl("u").build());

            await().during(Duration.ofMillis(500)).until(calls::isEmpty);
        }
    }

    @Test
    void triesThreeTimesAndFollowsNobodyElsewhere() {
        statuses.addAll(List.of(500, 302, 500, 200));
        try (var gateway = anywhere()) {
            gateway.post("/run", "{\"input\":{\"text\":\"Hello.\"},\"webhook\":\"" + url() + "\"}");

            await().atMost(PATIENCE).until(() -> calls.size() == 3);
            await().during(Duration.ofMillis(300)).until(() -> calls.size() == 3);
        }
    }

    @Test
    void callsNobodyOnOurOwnMachines() {
        try (var gateway = new TestGateway(directory, Map.of("WEBHOOK_PAUSE", "1ms"))) {
            gateway.post("/run", "{\"input\":{\"text\":\"Hello.\"},\"webhook\":\"" + url() + "\"}");
            gateway.post("/run", "{\"input\":{\"text\":\"Hello.\"},\"webhook\":\"http://localhost:"
                    + receiver.getAddress().getPort() + "/\"}");

            await().during(Duration.ofMillis(500)).until(calls::isEmpty);
        }
    }

    @Test
    void believesNoRequestThatOnlySaysItSpeaksForAJob() {
        try (var gateway = anywhere()) {
            gateway.pipeline.stayIn(io.vibestream.schemas.RequestState.SPEAKING);
            gateway.post("/run", "{\"input\":{\"text\":\"Hello.\"},\"webhook\":\"" + url() + "\"}");
            var real = gateway.pipeline.requests().getFirst();

            gateway.pipeline.end(FakePipeline.completed(SpeechRequest.newBuilder(real).setId("forged").build())
                    .setUrl("https://evil/a.mp3").build());

            await().during(Duration.ofMillis(500)).until(calls::isEmpty);
        }
    }

    private TestGateway anywhere() {
        return new TestGateway(directory, Map.of("WEBHOOK_PRIVATE_TARGETS", "true", "WEBHOOK_PAUSE", "1ms"));
    }

    private String url() {
        return "http://127.0.0.1:" + receiver.getAddress().getPort() + "/done?token=1";
    }
}
