package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.gateway.streaming.Place;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that somebody comes back for. */
class EndpointJobsIT {

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
    @ValueSource(strings = {"", "/v2/ep1"})
    void takesAJobAndAnswersForItLater(String base) {
        gateway.pipeline.stayIn(RequestState.PLANNED);

        var taken = json(gateway.post(base + "/run", HELLO));

        var id = taken.path("id").textValue();
        assertThat(taken).hasToString("{\"id\":\"" + id + "\",\"status\":\"IN_QUEUE\"}");
        assertThat(json(gateway.get(base + "/status/" + id))).isEqualTo(taken);
        gateway.pipeline.progress(id, new Progress(RequestState.SPEAKING, 4, 1, 0, Instant.now()));
        assertThat(json(gateway.post(base + "/status/" + id, "{}")).path("output").path("chunks_spoken").intValue())
                .isEqualTo(1);
        end(Outcome.COMPLETED);
        var ended = json(gateway.get(base + "/status/" + id));
        assertThat(ended.path("status").textValue()).isEqualTo("COMPLETED");
        assertThat(ended.path("output").path("audio_url").textValue()).isEqualTo("https://store/a.mp3");
    }

    @Test
    void failsAJobWhoseInputIsWrongOnlyAfterTakingIt() {
        var taken = json(gateway.post("/run", "{\"input\":{\"text\":\" \"}}"));

        assertThat(taken.path("status").textValue()).isEqualTo("IN_QUEUE");
        var status = json(gateway.get("/status/" + taken.path("id").textValue()));
        assertThat(status.path("status").textValue()).isEqualTo("FAILED");
        assertThat(status.path("error").textValue()).isEqualTo("Missing or empty 'text' parameter");
        assertThat(gateway.pipeline.requests()).isEmpty();
    }

    @Test
    void waitsForTheEndWhereTheCallerSaysSo() {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        var id = run();

        assertThat(json(gateway.get("/status-sync/" + id + "?wait=1")).path("status").textValue())
                .isEqualTo("IN_PROGRESS");
        Thread.ofVirtual().start(() -> end(Outcome.COMPLETED));
        assertThat(json(gateway.get("/status-sync/" + id + "?wait=20000")).path("status").textValue())
                .isEqualTo("COMPLETED");
        assertThat(json(gateway.get("/status-sync/" + id)).path("status").textValue()).isEqualTo("COMPLETED");
    }

    @ParameterizedTest
    @CsvSource({"GET, /status/", "POST, /status/", "GET, /status-sync/", "POST, /cancel/", "POST, /retry/"})
    void knowsNothingOfStrangersIds(String method, String path) {
        for (var id : new String[]{"nobody", "sync-1", "%C3%A9", "..%2f..", "a%00b", "x".repeat(300)}) {
            var answer = gateway.send(gateway.request("/v2/ep1" + path + id)
                    .method(method, java.net.http.HttpRequest.BodyPublishers.noBody()).build());

            assertThat(answer.statusCode()).as(id).isIn(400, 404);
            assertThat(json(answer).path("error").textValue()).as(id).isNotBlank();
        }
    }

    @Test
    void cancelsWhatIsNotOverAndLeavesTheRestAlone() {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        var id = run();

        assertThat(gateway.post("/cancel/" + id, "{}").body())
                .isEqualTo("{\"id\":\"" + id + "\",\"status\":\"CANCELLED\"}");
        assertThat(gateway.pipeline.cancelled()).containsExactly(id);
        end(Outcome.COMPLETED);
        assertThat(gateway.post("/cancel/" + id, "").body())
                .isEqualTo("{\"id\":\"" + id + "\",\"status\":\"COMPLETED\"}");
        assertThat(gateway.pipeline.cancelled()).hasSize(1);
    }

    @Test
    void saysSoWhenAJobWasFinishedFasterThanCancelled() {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        var id = run();
        Thread.ofVirtual().start(() -> {
            await().until(() -> !gateway.pipeline.cancelled().isEmpty());
            end(Outcome.COMPLETED);
        });

        assertThat(json(gateway.post("/cancel/" + id, "")).path("status").textValue()).isEqualTo("COMPLETED");
    }

    @Test
    void cancelsTheJobOfACallerWhoHasGone() throws IOException {
        gateway.pipeline.stayIn(RequestState.SPEAKING);

        try (var caller = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            caller.getOutputStream().write(("POST /runsync HTTP/1.1\r\nHost: h\r\nContent-Length: " + HELLO.length()
                    + "\r\n\r\n" + HELLO).getBytes(StandardCharsets.US_ASCII));
            await().until(() -> gateway.pipeline.requests().size() == 1);
        }

        await().until(() -> gateway.pipeline.cancelled()
                .equals(List.of(gateway.pipeline.requests().getFirst().getId())));
    }

    @ParameterizedTest
    @EnumSource(value = Outcome.class, names = {"FAILED", "TIMED_OUT"})
    void triesAgainWhatFailedUnderTheSameIdForItsCaller(Outcome outcome) {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        var id = json(gateway.post("/run", "{\"input\":{\"text\":\"Hello.\",\"output_format\":\"pcm_16\"},"
                + "\"policy\":{\"executionTimeout\":60000}}")).path("id").textValue();
        end(outcome);
        gateway.pipeline.stayIn(RequestState.QUEUED);

        var answer = json(gateway.post("/v2/ep1/retry/" + id, ""));

        assertThat(answer).hasToString("{\"id\":\"" + id + "\",\"status\":\"IN_QUEUE\"}");
        var first = gateway.pipeline.requests().getFirst();
        var second = gateway.pipeline.requests().getLast();
        assertThat(second.getId()).startsWith(id + "~").hasSizeGreaterThan(id.length() + 30);
        assertThat(second.getText()).isEqualTo(first.getText());
        assertThat(Duration.between(second.getCreatedAt().orElseThrow(), second.getDeadline().orElseThrow()))
                .isEqualTo(Duration.ofMinutes(1));
        assertThat(json(gateway.get("/status/" + id)).path("status").textValue()).isEqualTo("IN_QUEUE");
        end(Outcome.COMPLETED);
        var ended = json(gateway.get("/status/" + id));
        assertThat(ended.path("status").textValue()).isEqualTo("COMPLETED");
        assertThat(ended.path("id").textValue()).isEqualTo(id);
        assertThat(ended.path("retries").intValue()).isEqualTo(1);
        assertThat(ended.path("output").path("format").textValue()).isEqualTo("pcm_16");
    }

    @Test
    void triesNothingAgainThatDidNotFailOrCannotSucceed() {
        var completed = run();
        var refused = json(gateway.post("/run", "{\"input\":{}}")).path("id").textValue();

        for (var id : new String[]{completed, refused}) {
            var answer = gateway.post("/retry/" + id, "");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(json(answer).path("error").textValue()).startsWith("retry: expected a job ");
        }
    }

    @Test
    void purgesWhatNobodyHasBegun() {
        gateway.pipeline.stayIn(RequestState.QUEUED);
        var queued = run();
        gateway.pipeline.stayIn(RequestState.PLANNED);
        var planned = run();
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        run();
        gateway.pipeline.answer(request -> FakePipeline.completed(request).setUrl("u"));
        run();

        assertThat(gateway.post("/v2/ep1/purge-queue", "{}").body())
                .isEqualTo("{\"removed\":2,\"status\":\"completed\"}");
        assertThat(gateway.pipeline.cancelled()).containsExactlyInAnyOrder(queued, planned);
    }

    @Test
    void countsAndListsJobs() {
        gateway.pipeline.answer(request -> FakePipeline.ended(request, Outcome.FAILED));
        var failed = run();
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        var speaking = run();

        assertThat(gateway.get("/v2/ep1/health").body()).isEqualTo("{\"jobs\":{\"completed\":0,\"failed\":1,"
                + "\"inProgress\":1,\"inQueue\":0,\"retried\":0},\"workers\":{\"idle\":1,\"initializing\":0,\"ready\":2,"
                + "\"running\":1,\"throttled\":0,\"unhealthy\":0}}");
        assertThat(json(gateway.get("/requests")).path("requests").valueStream().map(Object::toString))
                .containsExactlyInAnyOrder("{\"id\":\"" + failed + "\",\"status\":\"FAILED\"}",
                        "{\"id\":\"" + speaking + "\",\"status\":\"IN_PROGRESS\"}");
    }

    @Test
    void forgetsJobsInTime() {
        assertThat(keptFor(run())).isEqualTo(Duration.ofMinutes(30));
        assertThat(keptFor(runSync("/runsync"))).isEqualTo(Duration.ofMinutes(1));
        assertThat(keptFor(runSync("/runsync?wait=2000"))).isEqualTo(Duration.ofMinutes(1));
        assertThat(keptFor(runSync("/runsync?wait=300000"))).isEqualTo(Duration.ofMinutes(5));
        var old = SpeechRequest.newBuilder().setId("old").build();
        gateway.pipeline.jobs().write(Job.newBuilder().setId("old").setRequestId("old").setCreatedAt(Instant.EPOCH)
                .setKeepMillis(60_000).build());
        gateway.pipeline.end(FakePipeline.completed(old).setFinishedAt(Instant.now().minusSeconds(61)).build());

        assertThat(gateway.get("/status/old").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/requests").body()).doesNotContain("old");
    }

    @Test
    void forgetsAJobWhenItsCallerWantsItSo() {
        var id = run();

        assertThat(json(gateway.get("/status/" + id + "?ttl=1")).path("id").isMissingNode()
                || gateway.get("/status/" + id).statusCode() == 404).isTrue();
        assertThat(gateway.get("/status/" + run() + "?ttl=soon").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"ftp://h/x\"", "\"//h/x\"", "\"http:///x\"", "\"http://u:p@h/\"", "\"not a link\"",
            "{}", "\"javascript:alert(1)\"", "\"http://a b/\""})
    void refusesAWebhookThatIsNone(String webhook) {
        var answer = gateway.post("/run", "{\"input\":{\"text\":\"a\"},\"webhook\":" + webhook + "}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").textValue()).startsWith("webhook: expected ");
    }

    @Test
    void handsOutEveryPieceOnce() {
        gateway.pipeline.speak((request, live) -> {
            live.planned(FakePipeline.plan(request, 1));
            for (int i = 0; i < 20; i++) {
                live.happened(FakePipeline.segment(request, 0, i, FakePipeline.SECOND), new Place(0, i));
            }
            live.happened(FakePipeline.completed(request, 0, 20), new Place(0, 20));
        });
        var id = json(gateway.post("/run", "{\"input\":{\"text\":\"Hello.\",\"stream\":true}}")).path("id").textValue();
        gateway.pipeline.end(FakePipeline.completed(gateway.pipeline.requests().getFirst()).setUrl("u").build());

        var first = gateway.get("/v2/ep1/stream/" + id);
        var second = json(gateway.post("/v2/ep1/stream/" + id, ""));
        var third = json(gateway.get("/stream/" + id));

        assertThat(first.body().length()).isLessThan(1_000_000);
        assertThat(json(first).path("status").textValue()).isEqualTo("IN_PROGRESS");
        var chunks = Stream.of(json(first), second).flatMap(answer -> answer.path("stream").valueStream())
                .map(item -> item.path("output").path("chunk").intValue()).toList();
        assertThat(chunks).containsExactlyElementsOf(
                Stream.concat(IntStream.rangeClosed(1, 20).boxed(), Stream.of(0)).toList());
        assertThat(second.path("status").textValue()).isEqualTo("COMPLETED");
        assertThat(third).hasToString("{\"status\":\"COMPLETED\",\"stream\":[]}");
        assertThat(gateway.pipeline.listeners()).isZero();
    }

    @Test
    void handsOutThePiecesOfAJobThatAnotherGatewayTook() {
        gateway.pipeline.stayIn(RequestState.PLANNED);
        var taken = gateway.post("/run",
                "{\"input\":{\"text\":\"Hello.\",\"stream\":\"true\",\"output_format\":\"mp3\"}}");
        var id = json(taken).path("id").textValue();

        try (var other = new TestGateway(directory.resolve("other"))) {
            other.pipeline.accept(gateway.pipeline.requests().getFirst());
            other.pipeline.jobs().write(gateway.pipeline.jobs().read(id).orElseThrow());
            var first = json(other.get("/stream/" + id));
            var second = json(other.get("/stream/" + id));

            var items = first.path("stream").valueStream().map(item -> item.path("output")).toList();
            assertThat(items).extracting(item -> item.path("status").textValue())
                    .containsOnly("streaming", "complete").endsWith("complete");
            assertThat(items).extracting(item -> item.path("format").textValue()).containsOnly("mp3");
            assertThat(second.path("stream")).isEmpty();
            assertThat(other.pipeline.listeners()).isZero();
        }
    }

    @Test
    void letsWhoAsksForPiecesThatAreNotThereWaitForTheEnd() {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        var id = run();

        long begun = System.nanoTime();
        var answer = gateway.get("/stream/" + id);

        assertThat(answer.body()).isEqualTo("{\"status\":\"IN_PROGRESS\",\"stream\":[]}");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void streamsTheOutputOfAJobThatAskedForNoPieces() {
        var id = run();

        assertThat(
                json(gateway.get("/stream/" + id)).path("stream").path(0).path("output").path("audio_url").textValue())
                .isEqualTo("https://store/a.mp3");
        assertThat(gateway.get("/stream/nobody").statusCode()).isEqualTo(404);
        gateway.pipeline.stayIn(RequestState.PLANNED);
        assertThat(gateway.get("/stream/" + run()).body()).isEqualTo("{\"status\":\"IN_QUEUE\",\"stream\":[]}");
    }

    @Test
    void refusesACallersBucketWithoutTheSecretForOne() {
        var answer = gateway.post("/run", "{\"input\":{\"text\":\"a\"},\"s3Config\":{\"accessId\":\"a\"}}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("error").textValue())
                .startsWith("s3Config: expected none, because STORE_SECRET is not set");
    }

    @Test
    void refusesMoreThanTenMegabytes() {
        var answer = gateway.post("/v2/ep1/run", " ".repeat(10_000_001));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    private String run() {
        return json(gateway.post("/run", HELLO)).path("id").textValue();
    }

    private String runSync(String path) {
        return json(gateway.post(path, HELLO)).path("id").textValue();
    }

    private Duration keptFor(String id) {
        return gateway.pipeline.jobs().known(id).orElseThrow().keptFor();
    }

    /** The latest request ends. */
    private void end(Outcome outcome) {
        var request = gateway.pipeline.requests().getLast();
        gateway.pipeline.end(FakePipeline.ended(request, outcome).setUrl("https://store/a.mp3").build());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body().getBytes(StandardCharsets.UTF_8));
    }
}
