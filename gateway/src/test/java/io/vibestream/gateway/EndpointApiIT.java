package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.gateway.http.Json;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.RequestState;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointApiIT {

    private static final String HELLO = "{\"input\":{\"text\":\"Hello.\"}}";

    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/runsync", "/v2/ep1/runsync", "/v2/ep1/runsync?wait=5000"})
    void answersWithTheOldServicesOutput(String path) {
        var answer = gateway.post(path, HELLO, "content-type", "application/json");

        var id = gateway.pipeline.requests().getFirst().getId();
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("application/json");
        assertThat(answer.body()).isEqualTo("{\"delayTime\":0,\"executionTime\":0,\"id\":\"" + id + "\","
                + "\"status\":\"COMPLETED\",\"output\":{\"status\":\"success\",\"sample_rate\":24000,\"duration_sec\":1.5,"
                + "\"audio_url\":\"https://store/a.mp3\"}}");
        assertThat(id).isEqualTo("sync-" + answer.headers().firstValue("x-request-id").orElseThrow());
    }

    @Test
    void asksForStoredAudioInTheFastLane() {
        gateway.post("/runsync", HELLO);

        var request = gateway.pipeline.requests().getFirst();
        assertThat(request.getDelivery()).isEqualTo(Delivery.STORE);
        assertThat(request.getPriority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(request.getDeadline()).isEmpty();
        assertThat(request.getCreatedAt()).isPresent();
    }

    @Test
    void turnsThePolicyIntoADeadlineAndALane() {
        gateway.post("/runsync",
                "{\"input\":{\"text\":\"a\"},\"policy\":{\"executionTimeout\":60000,\"ttl\":90000,\"lowPriority\":true}}");

        var request = gateway.pipeline.requests().getFirst();
        assertThat(Duration.between(request.getCreatedAt().orElseThrow(), request.getDeadline().orElseThrow()))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(request.getPriority()).isEqualTo(Priority.BULK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"text": ""}                  | Missing or empty 'text' parameter
            {"text": "a", "cfg_scale": 0} | cfg_scale must be a positive number
            {"text": "a", "cfg_scale": "x"} | cfg_scale must be a valid number, got: x
            "text"                        | input must be an object, found a string
            """)
    void failsTheJobWhenItsInputIsWrongAndQueuesNothing(String input, String message) {
        var answer = gateway.post("/runsync", "{\"input\":" + input + "}");

        assertThat(answer.statusCode()).isEqualTo(200);
        var body = Json.parse(answer.body().getBytes(StandardCharsets.UTF_8));
        assertThat(body.path("status").textValue()).isEqualTo("FAILED");
        assertThat(body.path("error").textValue()).isEqualTo(message);
        assertThat(body.path("id").textValue()).startsWith("sync-");
        assertThat(body.path("delayTime").isInt()).isTrue();
        assertThat(gateway.pipeline.requests()).isEmpty();
    }

    @Test
    void tellsWhyAJobFailed() {
        gateway.pipeline.answer(request -> FakePipeline.ended(request, Outcome.FAILED).setReason(Reason.ENGINE_FAILED)
                .setMessage("the engine broke"));

        var answer = gateway.post("/runsync", HELLO);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"status\":\"FAILED\",\"error\":\"the engine broke\"");
    }

    @Test
    void returnsBase64WhenThereIsNoStore() {
        gateway.pipeline.answer(request -> FakePipeline.completed(request).setAudio(FakePipeline.bytes(1, 2, 3)));

        assertThat(gateway.post("/runsync", HELLO).body()).contains("\"audio_base64\":\"AQID\"")
                .doesNotContain("audio_url");
    }

    @ParameterizedTest
    @CsvSource({"QUEUED, IN_QUEUE", "SPEAKING, IN_PROGRESS"})
    void saysHowFarTheJobIsWhenTheWaitIsOver(RequestState state, String status) {
        gateway.pipeline.stayIn(state);

        var answer = gateway.post("/runsync?wait=1", HELLO);

        var id = gateway.pipeline.requests().getFirst().getId();
        var delay = state == RequestState.SPEAKING ? "\"delayTime\":\\d+," : "";
        assertThat(answer.body()).matches("\\{" + delay + "\"id\":\"" + id + "\",\"status\":\"" + status + "\"}");
        assertThat(gateway.pipeline.answers()).as("nobody waits any more").allMatch(CompletableFuture::isCancelled);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1", "nul", "{\"input\":{}} x", "{\"input\":{\"text\":NaN}}", "[]", "7", "{}",
            "{'input':1}"})
    void refusesWhatIsNoJob(String body) {
        var answer = gateway.post("/v2/ep1/runsync", body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\":\"");
        assertThat(gateway.pipeline.requests()).isEmpty();
    }

    @Test
    void refusesNestedRubbish() {
        assertThat(gateway.post("/runsync", "{\"input\":" + "[".repeat(100_000)).statusCode()).isEqualTo(400);
    }

    @Test
    void refusesBytesThatAreNotText() {
        var body = HttpRequest.BodyPublishers.ofByteArray(new byte[]{'{', '"', (byte) 0xff, '"', ':', '1', '}'});

        var answer = gateway.send(gateway.request("/runsync").POST(body).build());

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void refusesAWaitThatIsNoNumber() {
        var answer = gateway.post("/runsync?wait=soon", HELLO);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("{\"error\":\"wait: expected a number of milliseconds\"}");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void refusesMoreThanTwentyMegabytes(boolean lengthTold) {
        var bytes = HttpRequest.BodyPublishers.ofByteArray(new byte[20_000_001]);
        var body = lengthTold ? bytes : HttpRequest.BodyPublishers.fromPublisher(bytes);

        var answer = gateway.send(gateway.request("/runsync").POST(body).build());

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).startsWith("{\"error\":\"The request body is too large");
    }

    @Test
    void saysWhenThePipelineCannotBeReached() {
        gateway.pipeline.fail(new IllegalStateException("no broker"));

        var answer = gateway.post("/runsync", HELLO);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"error\":\"The speech pipeline cannot be reached\"}");
    }

    @Test
    void knowsNoOtherPaths() {
        for (var path : new String[]{"/", "/v2", "/v2/ep1", "/v2/ep1/x/runsync", "/runsync/x"}) {
            var answer = gateway.send(gateway.request(path).POST(HttpRequest.BodyPublishers.noBody()).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isEqualTo(404);
            assertThat(answer.body()).as(path).startsWith("{\"error\":\"Unknown request: POST ");
        }
    }
}
