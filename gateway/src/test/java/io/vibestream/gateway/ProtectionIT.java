package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vibestream.schemas.Priority;
import io.vibestream.schemas.RequestState;
import java.io.IOException;
import java.net.URI;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtectionIT {

    private static final String PATH = "/v1/audio/speech";
    private static final String HELLO = "{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"alloy\"}";
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private TestGateway gateway(Map<String, String> settings) {
        return new TestGateway(directory, settings);
    }

    @Test
    void tellsAHolderWhoHasHadHisShareWhenToComeBack() {
        try (var gateway = gateway(Map.of("API_KEYS", "anna=one,bert=two", "API_LIMITS", "anna=1/5"))) {
            assertThat(gateway.post(PATH, HELLO, "authorization", "Bearer one").statusCode()).isEqualTo(200);

            var answer = gateway.post(PATH, HELLO, "authorization", "Bearer one");

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow()).isBetween(1L, 60L);
            assertThat(answer.headers().firstValue("x-should-retry")).contains("true");
            assertThat(answer.body()).isEqualTo("{\"error\":{\"message\":\"Rate limit reached: this key may make "
                    + "1 calls a minute\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}");
            assertThat(gateway.post(PATH, HELLO, "authorization", "Bearer two").statusCode()).isEqualTo(200);
            assertThat(gateway.get("/v1/models", "authorization", "Bearer one").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void putsHoldersOfBulkKeysIntoTheBulkLane() {
        try (var gateway = gateway(Map.of("API_KEYS", "anna=one", "API_LIMITS", "*=100/100/bulk"))) {
            gateway.post(PATH, HELLO, "authorization", "Bearer one");

            assertThat(gateway.pipeline.requests().getFirst().getPriority()).isEqualTo(Priority.BULK);
        }
    }

    @Test
    void turnsCallersAwayWhenTooManyWait() throws Exception {
        try (var gateway = gateway(Map.of("MAX_CALLS", "3"))) {
            gateway.pipeline.speak((request, speech) -> {});
            gateway.pipeline.stayIn(RequestState.QUEUED);
            var waiting = new ArrayList<Socket>();
            for (int i = 0; i < 3; i++) {
                waiting.add(ask(gateway));
            }
            await().atMost(SOON).until(() -> gateway.pipeline.listeners() == 3);

            var answer = gateway.post(PATH, HELLO);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("1");
            assertThat(answer.body()).contains("\"code\":\"overloaded\"");
            for (var socket : waiting) {
                socket.close();
            }
            await().atMost(SOON).until(() -> gateway.pipeline.listeners() == 0);
            assertThat(gateway.pipeline.cancelled()).hasSize(3);
            await().atMost(SOON).until(() -> gateway.post("/v1/none", "{}").statusCode() == 404);
        }
    }

    @Test
    void leavesNoWorkBehindWhenHundredsOfCallersVanish() throws Exception {
        try (var gateway = gateway(Map.of())) {
            gateway.pipeline.speak((request, speech) -> {});
            var callers = new ArrayList<Socket>();
            for (int i = 0; i < 200; i++) {
                callers.add(ask(gateway));
            }
            await().atMost(SOON).until(() -> gateway.pipeline.listeners() == 200);

            for (var caller : callers) {
                caller.close();
            }

            await().atMost(SOON).until(() -> gateway.pipeline.listeners() == 0);
            assertThat(gateway.pipeline.cancelled()).hasSize(200).doesNotHaveDuplicates();
        }
    }

    @Test
    void speaksToTwoHundredCallersAtOnceAndKeepsNothing() throws Exception {
        try (var gateway = gateway(Map.of())) {
            for (int i = 0; i < 3; i++) {
                speakToTwoHundred(gateway);
            }
            long before = TestGateway.usedMemory();

            for (int i = 0; i < 10; i++) {
                speakToTwoHundred(gateway);
            }

            // What is kept are the fake's notes of 2000 requests, a megabyte. One collection does not always find everything.
            await().atMost(SOON).until(() -> TestGateway.usedMemory() - before < 10 << 20);
            assertThat(gateway.pipeline.listeners()).isZero();
            assertThat(gateway.pipeline.cancelled()).isEmpty();
        }
    }

    private static void speakToTwoHundred(TestGateway gateway) throws Exception {
        var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 200; i++) {
            calls.add(gateway.postAsync(PATH, HELLO));
        }
        for (var call : calls) {
            assertThat(call.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    private static Socket ask(TestGateway gateway) throws IOException {
        var uri = URI.create(gateway.url(PATH));
        var socket = new Socket(uri.getHost(), uri.getPort());
        socket.getOutputStream().write(("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + HELLO.length() + "\r\n\r\n" + HELLO).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void letsNoOtherOriginInUnlessItIsConfigured() {
        try (var gateway = gateway(Map.of("API_KEYS", "anna=one"))) {
            assertThat(preflight(gateway, "https://a.example").statusCode()).isEqualTo(401);
            assertThat(preflight(gateway, "https://a.example").headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
        }
        try (var gateway = gateway(Map.of("API_KEYS", "anna=one", "CORS_ORIGINS", "https://a.example"))) {
            var allowed = preflight(gateway, "https://a.example");
            assertThat(allowed.statusCode()).isEqualTo(204);
            assertThat(allowed.headers().firstValue("access-control-allow-origin")).contains("https://a.example");
            assertThat(allowed.headers().firstValue("access-control-allow-headers")).contains("authorization");
            assertThat(preflight(gateway, "https://b.example").statusCode()).isEqualTo(401);
            assertThat(gateway.get("/v1/models", "authorization", "one", "origin", "https://a.example").headers()
                    .firstValue("access-control-allow-origin")).contains("https://a.example");
        }
    }

    private static HttpResponse<String> preflight(TestGateway gateway, String origin) {
        return gateway.send(gateway.request(PATH, "origin", origin, "access-control-request-method", "POST",
                "access-control-request-headers", "authorization").method("OPTIONS", BodyPublishers.noBody()).build());
    }
}
