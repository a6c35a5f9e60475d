package io.vibestream.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Job;
import io.vibestream.schemas.JobApi;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TextSpan;
import io.vibestream.schemas.TrackFormat;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/jobs}: making, asking, listing, cancelling and deleting. */
class JobsApiIT {

    private static final String HELLO = "{\"input\":\"Hello.\"}";

    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory);
        gateway.pipeline.stayIn(RequestState.PLANNED);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void makesAJobUnderItsCallersId() {
        var answer = put("chapter-1", HELLO);

        assertThat(answer.statusCode()).isEqualTo(201);
        var job = json(answer);
        assertThat(job.path("id").textValue()).isEqualTo("chapter-1");
        assertThat(job.path("object").textValue()).isEqualTo("job");
        assertThat(job.path("state").textValue()).isEqualTo("planned");
        assertThat(job.path("priority").textValue()).isEqualTo("bulk");
        assertThat(job.path("format").textValue()).isEqualTo("mp3");
        assertThat(job.path("result").isNull()).isTrue();
        assertThat(job.path("error").isNull()).isTrue();
        assertThat(job.path("links").path("self").textValue()).isEqualTo("/v1/jobs/chapter-1");
        assertThat(Instant.ofEpochSecond(job.path("created_at").longValue())).isBetween(
                Instant.now().minusSeconds(60), Instant.now());
        assertThat(json(gateway.get("/v1/jobs/chapter-1"))).isEqualTo(job);
        assertThat(gateway.pipeline.requests()).singleElement().satisfies(request -> {
            assertThat(request.getId()).isEqualTo("chapter-1");
            assertThat(request.getText()).contains("Hello.");
            assertThat(request.getDelivery()).isEqualTo(Delivery.STORE);
        });
    }

    @Test
    void takesEveryWish() {
        var answer = put("full", """
                {"script": [{"speaker": "1", "text": "One."}, {"speaker": "2", "text": "Two."}], "voice": "alloy",
                 "voices": {"2": "Frank"}, "format": "opus", "bitrate_kbps": 64, "sample_rate": 48000, "speed": 1.5,
                 "loudness": null, "seed": 9007199254740993, "cfg_scale": 2, "steps": 12, "silence_ms": 250,
                 "paragraph_pause_ms": 700, "captions": ["vtt", "srt"], "priority": "interactive", "title": "A title",
                 "name": "book", "metadata": {"b": "2", "a": "1"}, "webhook": "https://example.org/done",
                 "expires_in": 3600}""");

        assertThat(answer.statusCode()).isEqualTo(201);
        var request = gateway.pipeline.requests().getFirst();
        assertThat(request.getScript()).containsExactly(new ScriptLine("1", "One."), new ScriptLine("2", "Two."));
        assertThat(request.getVoice()).contains("Alice"); // who speaks for alloy
        assertThat(request.getVoices()).isEqualTo(Map.of("2", "Frank"));
        assertThat(request.getFormat()).isEqualTo(TrackFormat.OPUS);
        assertThat(request.getBitrateKbps()).isEqualTo(64);
        assertThat(request.getSampleRate()).isEqualTo(48_000);
        assertThat(request.getSpeed()).isEqualTo(1.5);
        assertThat(request.getLoudness()).isEmpty();
        assertThat(request.getSeed()).contains(9_007_199_254_740_993L);
        assertThat(request.getCfgScale()).isEqualTo(2);
        assertThat(request.getSteps()).isEqualTo(12);
        assertThat(request.getSilenceMillis()).contains(250);
        assertThat(request.getParagraphPauseMillis()).contains(700);
        assertThat(request.getCaptions()).containsExactly(CaptionFormat.SRT, CaptionFormat.VTT);
        assertThat(request.getPriority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(request.getTitle()).contains("A title");
        assertThat(request.getName()).contains("book");
        assertThat(request.getMetadata()).containsEntry("a", "1").containsEntry("b", "2");
        assertThat(Duration.between(request.getCreatedAt().orElseThrow(), request.getDeadline().orElseThrow()))
                .isEqualTo(Duration.ofHours(1));
        var job = json(answer);
        assertThat(job.path("voice").textValue()).isEqualTo("alloy");
        assertThat(job.path("metadata")).hasToString("{\"a\":\"1\",\"b\":\"2\"}");
        assertThat(job.path("title").textValue()).isEqualTo("A title");
    }

    @Test
    void readsAScriptThatIsOneText() {
        put("script", "{\"script\":\"Speaker 1: One.\\nAlice: Two.\"}");

        assertThat(gateway.pipeline.requests().getFirst().getScript())
                .containsExactly(new ScriptLine("1", "One."), new ScriptLine("Alice", "Two."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"input\":\"Hello.\"}", " { \"format\" : \"mp3\", \"input\": \"Hel\\u006co.\" } ",
            "{\"input\":\"Hello.\",\"speed\":1,\"voice\":null,\"captions\":[],\"metadata\":{}}",
            "{\"steps\":10,\"input\":\"Hello.\",\"cfg_scale\":1.30,\"loudness\":-20,\"priority\":\"bulk\"}"})
    void knowsTheSameJobHoweverItIsWritten(String body) {
        put("twice", HELLO);

        var again = put("twice", body);

        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).path("id").textValue()).isEqualTo("twice");
        assertThat(gateway.pipeline.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"input\":\"Hello!\"}", "{\"input\":\"Hello.\",\"format\":\"wav\"}",
            "{\"input\":\"Hello.\",\"loudness\":null}", "{\"input\":\"Hello.\",\"webhook\":\"https://example.org/\"}",
            "{\"input\":\"Hello.\",\"expires_in\":60}", "{\"input\":\"Hello.\",\"metadata\":{\"a\":\"b\"}}",
            "{\"script\":[{\"text\":\"Hello.\"}]}"})
    void refusesAnotherBodyUnderAKnownId(String body) {
        put("taken", HELLO);

        var answer = put("taken", body);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(json(answer).path("error").path("code").textValue()).isEqualTo("job_exists");
        assertThat(gateway.pipeline.requests()).hasSize(1);
        assertThat(json(gateway.get("/v1/jobs/taken")).path("format").textValue()).isEqualTo("mp3");
    }

    @Test
    void makesOneJobOfManyCallsAtOnce() throws Exception {
        var answers = new ArrayList<Integer>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = IntStream.range(0, 32)
                    .mapToObj(i -> callers
                            .submit(() -> put("race", "{\"input\":\"Caller " + i % 2 + "\"}").statusCode()))
                    .toList();
            for (var call : calls) {
                answers.add(call.get());
            }
        }

        assertThat(gateway.pipeline.requests().stream().map(SpeechRequest::getText).distinct()).hasSize(1);
        assertThat(answers).filteredOn(status -> status == 201).hasSize(1);
        assertThat(answers).filteredOn(status -> status == 200).hasSize(15);
        assertThat(answers).filteredOn(status -> status == 409).hasSize(16);
    }

    @Test
    void sendsAgainWhatMayNeverHaveBeenSent() {
        gateway.pipeline.fail(new IllegalStateException("no broker"));
        assertThat(put("lost", HELLO).statusCode()).isEqualTo(503);
        gateway.pipeline.stayIn(RequestState.PLANNED);

        assertThat(put("lost", HELLO).statusCode()).isEqualTo(200);

        assertThat(gateway.pipeline.requests()).extracting(SpeechRequest::getId).containsExactly("lost", "lost");
        assertThat(gateway.pipeline.requests().getFirst()).isEqualTo(gateway.pipeline.requests().getLast());
    }

    @Test
    void makesAnIdWhereTheCallerHasNone() {
        var first = gateway.post("/v1/jobs", HELLO);
        var second = gateway.post("/v1/jobs", HELLO);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(id(first)).isNotEqualTo(id(second));
        assertThat(json(gateway.get("/v1/jobs/" + id(first))).path("id").textValue()).isEqualTo(id(first));
    }

    @Test
    void takesAnIdempotencyKeyForAnId() {
        var first = gateway.post("/v1/jobs", HELLO, "Idempotency-Key", "a key/with ?everything");
        var again = gateway.post("/v1/jobs", HELLO, "Idempotency-Key", "a key/with ?everything");
        var other = gateway.post("/v1/jobs", HELLO, "Idempotency-Key", "another");
        var conflict = gateway.post("/v1/jobs", "{\"input\":\"Bye.\"}", "Idempotency-Key", "another");

        assertThat(List.of(first.statusCode(), again.statusCode(), other.statusCode(), conflict.statusCode()))
                .containsExactly(201, 200, 201, 409);
        assertThat(id(again)).isEqualTo(id(first));
        assertThat(id(other)).isNotEqualTo(id(first));
        assertThat(gateway.pipeline.requests()).hasSize(2);
    }

    @Test
    void tellsHowFarAJobIs() {
        put("far", "{\"input\":\"Hello.\",\"speed\":2}");
        var begun = Instant.now().minusSeconds(12);
        gateway.pipeline.progress("far", new Progress(RequestState.SPEAKING, begun, 5, 3, 9, begun.plusSeconds(10)));

        var job = json(gateway.get("/v1/jobs/far"));

        assertThat(job.path("state").textValue()).isEqualTo("speaking");
        assertThat(job.path("chunks")).hasToString("{\"total\":5,\"done\":3}");
        assertThat(job.path("audio_seconds").doubleValue()).isEqualTo(4.5);
        // Two chunks in ten seconds, two to go, two seconds ago.
        assertThat(job.path("seconds_left").doubleValue()).isBetween(5.0, 8.1);
    }

    @Test
    void showsWhatCameOfAJob() {
        put("done", "{\"input\":\"Hello.\",\"captions\":[\"srt\"]}");
        var request = gateway.pipeline.requests().getFirst();
        gateway.pipeline.end(FakePipeline.completed(request).setUrl("https://store/a.mp3?x=y").setObjectKey("a.mp3")
                .setContentType("audio/mpeg").setEngine("preview").setSeed(7).setVoices(List.of("Alice"))
                .setWarnings(List.of("a warning")).setSpans(List.of(new TextSpan(0, "Hello.", 0.0, 1.5))).build());

        var job = json(gateway.get("/v1/jobs/done"));

        assertThat(job.path("state").textValue()).isEqualTo("completed");
        assertThat(job.path("audio_seconds").doubleValue()).isEqualTo(1.5);
        assertThat(job.path("seconds_left").isNull()).isTrue();
        var result = job.path("result");
        assertThat(result.path("url").textValue()).isEqualTo("https://store/a.mp3?x=y");
        assertThat(result.path("object_key").textValue()).isEqualTo("a.mp3");
        assertThat(result.path("content_type").textValue()).isEqualTo("audio/mpeg");
        assertThat(result.path("spans")).hasToString(
                "[{\"chunk\":0,\"text\":\"Hello.\",\"start_seconds\":0.0,\"end_seconds\":1.5}]");
        assertThat(result.path("engine").textValue()).isEqualTo("preview");
        assertThat(result.path("seed").longValue()).isEqualTo(7);
        assertThat(result.path("voices")).hasToString("[\"Alice\"]");
        assertThat(result.path("warnings")).hasToString("[\"a warning\"]");
    }

    @Test
    void saysWhyAJobFailed() {
        put("failed", HELLO);
        gateway.pipeline.end(FakePipeline.ended(gateway.pipeline.requests().getFirst(), Outcome.FAILED)
                .setReason(Reason.NO_VOICE).setMessage("there is no voice").build());

        var job = json(gateway.get("/v1/jobs/failed"));

        assertThat(job.path("state").textValue()).isEqualTo("failed");
        assertThat(job.path("result").isNull()).isTrue();
        assertThat(job.path("error")).hasToString("{\"code\":\"no_voice\",\"message\":\"there is no voice\"}");
    }

    @Test
    void cancelsWhatIsNotOverAndLeavesTheRestAlone() {
        put("long", HELLO);
        Thread.ofVirtual().start(() -> {
            await().until(() -> !gateway.pipeline.cancelled().isEmpty());
            gateway.pipeline.end(FakePipeline.ended(gateway.pipeline.requests().getFirst(), Outcome.CANCELLED)
                    .setReason(Reason.CANCELLED).setMessage("cancelled by its caller").build());
        });

        var answer = gateway.post("/v1/jobs/long/cancel", "");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("state").textValue()).isEqualTo("cancelled");
        assertThat(json(answer).path("error").path("code").textValue()).isEqualTo("cancelled");
        assertThat(json(gateway.post("/v1/jobs/long/cancel", "{}")).path("state").textValue()).isEqualTo("cancelled");
        assertThat(gateway.pipeline.cancelled()).containsExactly("long");
    }

    @Test
    void forgetsADeletedJobAndTakesItsIdForANewOne() {
        put("gone", HELLO);

        var answer = delete("gone");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"id\":\"gone\",\"object\":\"job\",\"deleted\":true}");
        assertThat(gateway.pipeline.cancelled()).containsExactly("gone");
        assertThat(gateway.get("/v1/jobs/gone").statusCode()).isEqualTo(404);
        assertThat(delete("gone").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/v1/jobs").body()).doesNotContain("gone");

        assertThat(put("gone", "{\"input\":\"Something else.\"}").statusCode()).isEqualTo(201);
        var second = gateway.pipeline.requests().getLast();
        assertThat(second.getId()).isNotEqualTo("gone").startsWith("gone~");
        assertThat(put("gone", "{\"input\":\"Something else.\"}").statusCode()).isEqualTo(200);
        gateway.pipeline.end(FakePipeline.completed(second).setUrl("u").build());
        assertThat(json(gateway.get("/v1/jobs/gone")).path("state").textValue()).isEqualTo("completed");
        assertThat(delete("gone").statusCode()).isEqualTo(200);
        assertThat(gateway.pipeline.cancelled()).hasSize(1);
        assertThat(put("gone", HELLO).statusCode()).isEqualTo(201);
        assertThat(gateway.pipeline.requests()).extracting(SpeechRequest::getId).doesNotHaveDuplicates();
    }

    @Test
    void listsJobsInPagesNewestFirst() {
        for (int i = 0; i < 7; i++) {
            write("old-" + i, Instant.now().minusSeconds(100 - i), i % 2 == 0 ? Priority.BULK : Priority.INTERACTIVE);
        }

        var first = json(gateway.get("/v1/jobs?limit=3"));
        delete(first.path("last_id").textValue());
        var second = json(gateway.get("/v1/jobs?limit=3&after=" + first.path("last_id").textValue()));
        var third = json(gateway.get("/v1/jobs?limit=3&after=" + second.path("last_id").textValue()));

        assertThat(ids(first)).containsExactly("old-6", "old-5", "old-4");
        assertThat(first.path("has_more").booleanValue()).isTrue();
        assertThat(ids(second)).containsExactly("old-3", "old-2", "old-1");
        assertThat(ids(third)).containsExactly("old-0");
        assertThat(third.path("has_more").booleanValue()).isFalse();
        assertThat(third.path("object").textValue()).isEqualTo("list");
        var none = json(gateway.get("/v1/jobs?after=old-0"));
        assertThat(ids(none)).isEmpty();
        assertThat(none.path("last_id").isNull()).isTrue();
        assertThat(ids(json(gateway.get("/v1/jobs?priority=interactive")))).containsExactly("old-5", "old-3", "old-1");
    }

    @Test
    void listsJobsOfTheStatesThatAreAskedFor() {
        put("planned", HELLO);
        put("completed", HELLO);
        gateway.pipeline.end(FakePipeline.completed(gateway.pipeline.requests().getLast()).setUrl("u").build());
        write("queued", Instant.now(), Priority.BULK);

        assertThat(ids(json(gateway.get("/v1/jobs?state=completed")))).containsExactly("completed");
        assertThat(ids(json(gateway.get("/v1/jobs?state=queued,completed")))).containsExactlyInAnyOrder("queued",
                "completed");
        assertThat(ids(json(gateway.get("/v1/jobs?state=failed")))).isEmpty();
        assertThat(gateway.get("/v1/jobs").body()).doesNotContain("spans");
    }

    @Test
    void keepsTheJobsOfBothApisApart() {
        put("ours", HELLO);
        gateway.post("/run", "{\"input\":{\"text\":\"Hello.\"}}");
        var theirs = gateway.pipeline.requests().getLast().getId();

        assertThat(ids(json(gateway.get("/v1/jobs")))).containsExactly("ours");
        assertThat(gateway.get("/v1/jobs/" + theirs).statusCode()).isEqualTo(404);
        assertThat(put(theirs, HELLO).statusCode()).isEqualTo(409);
        assertThat(gateway.get("/requests").body()).contains(theirs).doesNotContain("ours");
        assertThat(gateway.post("/purge-queue", "").body()).startsWith("{\"removed\":1");
        assertThat(gateway.pipeline.cancelled()).containsExactly(theirs);
    }

    @Test
    void forgetsJobsInTime() {
        var job = write("old", Instant.now().minus(Duration.ofDays(9)), Priority.BULK);
        assertThat(gateway.get("/v1/jobs/old").statusCode()).as("nothing was ever heard of it").isEqualTo(404);
        gateway.pipeline.end(FakePipeline.completed(job.getRequest().orElseThrow())
                .setFinishedAt(Instant.now().minus(Duration.ofDays(6))).setUrl("u").build());
        assertThat(gateway.get("/v1/jobs/old").statusCode()).isEqualTo(200);
        gateway.pipeline.end(FakePipeline.completed(job.getRequest().orElseThrow())
                .setFinishedAt(Instant.now().minus(Duration.ofDays(8))).setUrl("u").build());
        assertThat(gateway.get("/v1/jobs/old").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/v1/jobs").body()).doesNotContain("old");
    }

    @Test
    void givesOutLinksThatHoldWithoutAKeyAndForOnePathOnly() {
        try (var guarded = new TestGateway(directory.resolve("guarded"),
                Map.of("API_KEYS", "sesame", "LINK_SECRET", "0123456789abcdef"))) {
            guarded.pipeline.stayIn(RequestState.PLANNED);
            var answer = guarded.send(guarded.request("/v1/jobs/mine", "Authorization", "Bearer sesame")
                    .PUT(HttpRequest.BodyPublishers.ofString(HELLO)).build());
            assertThat(answer.statusCode()).isEqualTo(201);
            var audio = json(answer).path("links").path("audio").textValue();
            var query = audio.substring(audio.indexOf('?'));

            assertThat(audio).startsWith("/v1/jobs/mine/audio?expires=").contains("&signature=");
            assertThat(guarded.get("/v1/jobs/mine").statusCode()).isEqualTo(401);
            assertThat(guarded.get("/v1/jobs/mine" + query).statusCode()).isEqualTo(401);
            assertThat(guarded.post("/v1/jobs/mine/cancel" + query, "").statusCode()).isEqualTo(401);
            assertThat(guarded.get("/v1/jobs/mine/audio?expires=99999999999&signature=x").statusCode()).isEqualTo(401);
            assertThat(guarded.get(audio).statusCode()).isNotEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET,", "DELETE,", "POST,/cancel"})
    void knowsNothingOfStrangersIds(String method, String rest) {
        var path = "/v1/jobs/nobody" + (rest == null ? "" : rest);

        var answer = gateway.send(
                gateway.request(path).method(method, HttpRequest.BodyPublishers.noBody()).build());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).path("error").path("code").textValue()).isEqualTo("job_not_found");
    }

    private Job write(String id, Instant createdAt, Priority priority) {
        var request = SpeechRequest.newBuilder().setId(id).setText("Hello.").setPriority(priority).build();
        var job = Job.newBuilder().setId(id).setRequestId(id).setCreatedAt(createdAt)
                .setKeepMillis(Duration.ofDays(7).toMillis()).setApi(JobApi.JOBS).setRequest(request).build();
        gateway.pipeline.jobs().write(job);
        return job;
    }

    private HttpResponse<String> put(String id, String body) {
        return gateway.send(gateway.request("/v1/jobs/" + id).PUT(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpResponse<String> delete(String id) {
        return gateway.send(gateway.request("/v1/jobs/" + id).DELETE().build());
    }

    private static List<String> ids(JsonNode list) {
        return list.path("data").valueStream().map(job -> job.path("id").textValue()).toList();
    }

    private static String id(HttpResponse<String> answer) {
        return json(answer).path("id").textValue();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body().getBytes(UTF_8));
    }
}
