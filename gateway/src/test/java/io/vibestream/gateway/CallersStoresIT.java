package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.vibestream.gateway.http.Json;
import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.stores.CallersStore;
import io.vibestream.runtime.stores.StoreSeal;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.SpeechRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that bring a bucket along. */
class CallersStoresIT {

    private static final String SECRET = "known to gateways and assemblers";
    private static final StoreSeal SEAL = new StoreSeal(new Secret(SECRET));
    private static final String CONFIG = "{\"accessId\":\"AKIAME\",\"accessSecret\":\"hush-hush\",\"bucketName\":"
            + "\"my-bucket\",\"endpointUrl\":\"https://s3.example\"}";
    private static final CallersStore STORE = new CallersStore(URI.create("https://s3.example"), "my-bucket",
            new Secret("AKIAME"), new Secret("hush-hush"));
    private static final String JOB = "{\"input\":{\"text\":\"Hello.\"},\"s3Config\":" + CONFIG + "}";

    @TempDir
    private Path directory;

    private TestGateway gateway(Map<String, String> more) {
        var environment = new HashMap<>(Map.of("STORE_SECRET", SECRET));
        environment.putAll(more);
        return new TestGateway(directory, environment);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<CallersStore> opened(SpeechRequest request, String id) {
        return request.getSealedStore().flatMap(sealed -> SEAL.open(sealed, id));
    }

    private static void assertShowsNothing(String text) {
        assertThat(text).doesNotContain("AKIAME").doesNotContain("hush-hush").doesNotContain("my-bucket")
                .doesNotContain("s3.example").doesNotContain("s3Config");
    }

    @Test
    void theBucketTravelsSealedForItsRequestAndIsShownNowhere() {
        try (var gateway = gateway(Map.of())) {
            var answer = gateway.post("/runsync", JOB);

            var id = json(answer).path("id").textValue();
            var request = gateway.pipeline.requests().getLast();
            assertThat(json(answer).path("status").textValue()).isEqualTo("COMPLETED");
            assertThat(opened(request, id)).contains(STORE);
            var job = gateway.pipeline.jobs().read(id).orElseThrow();
            assertThat(opened(job.getRequest().orElseThrow(), id)).contains(STORE);
            assertShowsNothing(request.toString());
            assertShowsNothing(job.toString());
            assertShowsNothing(answer.body());
            assertShowsNothing(gateway.get("/status/" + id).body());
        }
    }

    @Test
    void aRetryKeepsTheBucket() {
        try (var gateway = gateway(Map.of())) {
            gateway.pipeline.answer(request -> FakePipeline.ended(request, Outcome.FAILED));
            var id = json(gateway.post("/run", JOB)).path("id").textValue();

            var answer = gateway.post("/retry/" + id, "");

            assertThat(answer.statusCode()).isEqualTo(200);
            var again = gateway.pipeline.requests().getLast();
            assertThat(again.getId()).startsWith(id + "~");
            assertThat(opened(again, again.getId())).contains(STORE);
            assertThat(opened(again, id)).isEmpty();
        }
    }

    @Test
    void aWebhookTellsNothingOfTheBucket() throws Exception {
        var told = new CompletableFuture<String>();
        var listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext("/", exchange -> {
            told.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        listener.start();
        try (var gateway = gateway(Map.of("WEBHOOK_PRIVATE_TARGETS", "true"))) {
            var webhook = "http://127.0.0.1:" + listener.getAddress().getPort() + "/";

            gateway.post("/run", JOB.replace("{\"input\"", "{\"webhook\":\"" + webhook + "\",\"input\""));

            await().atMost(Duration.ofSeconds(20)).until(told::isDone);
            assertThat(told.join()).contains("Hello.");
            assertShowsNothing(told.join());
        } finally {
            listener.stop(0);
        }
    }

    @Test
    void aBucketThatMayNotBeUsedIsRefusedWithTheReason() {
        try (var gateway = gateway(Map.of())) {
            var answer = gateway.post("/run", JOB.replace("s3.example", "10.0.0.7"));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(json(answer).path("error").textValue())
                    .isEqualTo("s3Config: endpointUrl: expected an address of the public internet");
            assertThat(gateway.pipeline.requests()).isEmpty();
        }
    }

    @Test
    void aJobThatRunPodHandsOutMayBringABucketToo() {
        try (var host = new FakeRunPodHost(); var gateway = gateway(host.environment())) {
            host.giveRaw("{\"id\":\"job-1-u1\",\"input\":{\"text\":\"Hello.\"},\"s3Config\":" + CONFIG + "}");
            host.giveRaw(
                    "{\"id\":\"job-2-u1\",\"input\":{\"text\":\"Hello.\"},\"s3Config\":{\"accessId\":\"AKIAME\"}}");

            await().atMost(Duration.ofSeconds(30)).until(() -> !host.told("job-done", "job-1-u1").isEmpty()
                    && !host.told("job-done", "job-2-u1").isEmpty());

            var request = gateway.pipeline.requests().getFirst();
            assertThat(opened(request, request.getId())).contains(STORE);
            assertShowsNothing(host.told("job-done", "job-1-u1").getFirst().body());
            assertThat(host.told("job-done", "job-2-u1").getFirst().body())
                    .isEqualTo("{\"error\":\"s3Config: endpointUrl: expected a string, found nothing\"}");
        }
    }
}
