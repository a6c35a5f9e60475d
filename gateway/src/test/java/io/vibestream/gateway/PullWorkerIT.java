package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.vibestream.gateway.FakeRunPodHost.Call;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.TrackFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The worker mode against a host that behaves, and misbehaves, as RunPod does. */
class PullWorkerIT {

    private static final String HELLO = "{\"text\":\"Hello.\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path directory;
    private final FakeRunPodHost host = new FakeRunPodHost();
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory, host.environment());
    }

    @AfterEach
    void stop() {
        gateway.close();
        host.close();
        assertThat(gateway.failures).isEmpty();
    }

    @Test
    void speaksAJobAndTellsItsOutput() {
        host.give("job-1-u1", HELLO);

        var told = end("job-1-u1");

        assertThat(told.path()).isEqualTo("/v2/ep1/job-done/pod7/job-1-u1");
        assertThat(told.query()).isEqualTo("gpu=H200&isStream=false");
        assertThat(told.body()).isEqualTo("{\"output\":{\"status\":\"success\",\"sample_rate\":24000,"
                + "\"duration_sec\":1.5,\"audio_url\":\"https://store/a.mp3\"}}");
        assertThat(told.headers()).containsEntry("authorization", FakeRunPodHost.KEY)
                .containsEntry("content-type", "application/x-www-form-urlencoded")
                .containsEntry("x-request-id", "job-1-u1").containsEntry("charset", "utf-8");
        var take = host.calls("job-take-batch").getFirst();
        assertThat(take.query()).isEqualTo("gpu=H200&batch_size=8&job_in_progress=0");
        assertThat(take.headers()).containsEntry("authorization", FakeRunPodHost.KEY);
    }

    @Test
    void pingsBeforeItTakesAndNamesItsJobs() {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        host.give("job-4-u1", HELLO);
        host.give("job-3-u1", HELLO);

        await().atMost(PATIENCE).until(() -> host.calls("ping").stream().map(Call::query)
                .anyMatch("gpu=H200&job_id=job-3-u1,job-4-u1&runpod_version=vibestream"::equals));
        assertThat(host.calls("ping").getFirst().query()).isEqualTo("gpu=H200&runpod_version=vibestream");
        finish();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"text":" "}                                  | Missing or empty 'text' parameter
            "text"                                        | input must be an object, found a string
            {"text":"a","stream":true,"output_format":"x"} | Unknown output_format: x
            {"openai_route":"/v1/secrets"}                | openai_route: expected /v1/audio/speech or /v1/models
            {"openai_route":"/v1/audio/speech"}           | The request body must be a JSON object, found nothing
            {"openai_route":"/v1/audio/speech","openai_input":{"model":"tts-1"}} | Missing required parameter: input
            """)
    void tellsWhatIsWrongWithAnInput(String input, String error) {
        host.give("job-2-u1", input);

        assertThat(end("job-2-u1").json().path("error").textValue()).isEqualTo(error);
        assertThat(gateway.pipeline.requests()).isEmpty();
    }

    @Test
    void tellsWhyAJobFailed() {
        gateway.pipeline.answer(request -> FakePipeline.ended(request, Outcome.TIMED_OUT).setMessage("too late"));
        host.give("job-2-u1", HELLO);

        assertThat(end("job-2-u1").body()).isEqualTo("{\"error\":\"too late\"}");
    }

    @Test
    void tellsABrokenPipelineAsRunPodsLibraryTellsExceptions() {
        gateway.pipeline.fail(new IllegalStateException("no broker"));
        host.give("job-2-u1", HELLO);

        var error = Json.parse(end("job-2-u1").json().path("error").textValue().getBytes(StandardCharsets.UTF_8));

        assertThat(error.path("error_message").textValue()).isEqualTo("The speech pipeline cannot be reached");
        assertThat(error.path("error_type").textValue()).endsWith("PipelineException");
        assertThat(error.path("worker_id").textValue()).isEqualTo("pod7");
    }

    @Test
    void tellsHowFarAJobIs() {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        host.give("job-5-u1", HELLO);
        var request = await().atMost(PATIENCE).until(
                () -> gateway.pipeline.requests().stream().findFirst().orElse(null),
                Objects::nonNull);

        gateway.pipeline.progress(request.getId(), new Progress(RequestState.SPEAKING, 2, 1, 0, Instant.now()));

        assertThat(end("job-5-u1").body()).isEqualTo("{\"status\":\"IN_PROGRESS\",\"output\":\"chunk 1/2\"}");
        finish();
        await().atMost(PATIENCE).until(() -> host.told("job-done", "job-5-u1").size() == 2);
    }

    @Test
    void takesNoMoreThanItHasRoomFor() {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        for (int i = 0; i < 12; i++) {
            host.give("job-" + i, HELLO);
        }

        await().atMost(PATIENCE).until(() -> gateway.pipeline.requests().size() == 8);
        await().during(Duration.ofMillis(500)).until(() -> gateway.pipeline.requests().size() == 8);
        finish();
        gateway.pipeline.answer(request -> FakePipeline.completed(request).setUrl("u"));
        for (int i = 0; i < 12; i++) {
            end("job-" + i);
        }
        assertThat(host.calls("job-take-batch").stream().map(Call::query))
                .anyMatch(query -> query.endsWith("job_in_progress=1"));
    }

    @Test
    void cancelsWhatRunPodStopsAndTellsNothing() {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        host.give("job-4-u1", HELLO);
        await().atMost(PATIENCE).until(() -> gateway.pipeline.requests().size() == 1);

        host.stop("job-4-u1");

        await().atMost(PATIENCE).until(() -> !gateway.pipeline.cancelled().isEmpty());
        assertThat(gateway.pipeline.cancelled())
                .containsExactly(gateway.pipeline.requests().getFirst().getId());
        finish();
        gateway.pipeline.answer(request -> FakePipeline.completed(request).setUrl("u"));
        host.give("job-5-u1", HELLO);
        end("job-5-u1");
        assertThat(host.calls("job-done").stream().filter(call -> call.path().endsWith("job-4-u1"))).isEmpty();
        await().atMost(PATIENCE)
                .until(() -> host.calls("ping").getLast().query().equals("gpu=H200&runpod_version=vibestream"));
        assertThat(host.calls("job-stop").getFirst().query()).isEqualTo("gpu=H200");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 400, 429, 500, 503, 404, 204})
    void asksAgainWhenItGetsNoJob(int status) {
        host.troubleTakers(status);
        // A call that was already waiting would take the job before there is any trouble.
        await().atMost(PATIENCE)
                .until(() -> host.calls("job-take-batch").stream().anyMatch(call -> call.status() == status));
        host.give("job-1-u1", HELLO);

        end("job-1-u1");

        assertThat(gateway.pipeline.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "[]", "{}", "{\"id\":\"x\"}", "{\"input\":{}}", "\"job\"", "[[],{}]", "nonsense",
            "null"})
    void takesWhatIsNoJobForNone(String body) {
        host.giveRaw(body);
        await().atMost(PATIENCE)
                .until(() -> host.calls("job-take-batch").stream().anyMatch(call -> call.status() == 200));
        host.give("job-1-u1", HELLO);

        end("job-1-u1");

        assertThat(gateway.pipeline.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"error\":\"come later\"}", "{}", "null",
            "{\"id\":\"job-0\",\"input\":{\"text\":\"a\"}}"})
    void doesNotHurryAHostThatHasNothingNewToSay(String body) {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        for (int i = 0; i < 400; i++) {
            host.giveRaw(body); // all at once would be fifty calls
        }

        try {
            await().during(Duration.ofSeconds(2)).atMost(PATIENCE)
                    .until(() -> host.calls("job-take-batch").size() < 10);
        } finally {
            finish();
        }
    }

    @Test
    void doesNotHurryAHostThatStopsWhatIsNotHere() {
        for (int i = 0; i < 50; i++) {
            host.stop("nobody's");
        }

        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> host.calls("job-stop").size() < 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 429})
    void bringsAResultAgainThatWasLost(int status) {
        host.troubleWith("job-1-u1", status, status == 429 ? 500 : status);
        host.give("job-1-u1", HELLO);

        end("job-1-u1");

        assertThat(host.calls("job-done").stream().map(Call::status)).endsWith(200).contains(status).hasSize(3);
    }

    @Test
    void makesASmallFailureOfAResultThatIsRefused() {
        host.troubleWith("job-1-u1", 400);
        host.give("job-1-u1", HELLO);

        assertThat(end("job-1-u1").body()).isEqualTo(
                "{\"error\":\"RunPod refused the result with status 400; it may be too large\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "\"True\""})
    void sendsSpeechPieceByPieceToWhoWantsItSo(String stream) {
        host.give("job-1-u1", "{\"text\":\"Hello.\",\"stream\":" + stream + "}");

        var last = end("job-1-u1");

        var items = host.told("job-stream", "job-1-u1");
        assertThat(items).hasSize(2).allMatch(item -> item.query().equals("gpu=H200&isStream=false"));
        var first = items.getFirst().json().path("output");
        assertThat(first.path("status").textValue()).isEqualTo("streaming");
        assertThat(first.path("chunk").intValue()).isEqualTo(1);
        assertThat(first.path("format").textValue()).isEqualTo("pcm_16");
        assertThat(first.path("sample_rate").intValue()).isEqualTo(24_000);
        assertThat(Base64.getDecoder().decode(first.path("audio_chunk").textValue())).hasSize(48_000);
        var complete = items.getLast().json().path("output");
        assertThat(complete.path("status").textValue()).isEqualTo("complete");
        assertThat(complete.path("total_chunks").intValue()).isEqualTo(1);
        assertThat(last.query()).isEqualTo("gpu=H200&isStream=true");
        assertThat(last.json().path("output").isArray()).isTrue();
        assertThat(gateway.pipeline.listeners()).isZero();
    }

    @Test
    void sendsPiecesOfAnMp3WhichMakeOneTogether() {
        host.give("job-1-u1", "{\"text\":\"Hello.\",\"stream\":true,\"output_format\":\"mp3\"}");

        end("job-1-u1");

        var pieces = host.told("job-stream", "job-1-u1").stream().map(call -> call.json().path("output"))
                .filter(item -> item.path("status").textValue().equals("streaming")).toList();
        var first = Base64.getDecoder().decode(pieces.getFirst().path("audio_chunk").textValue());
        assertThat(first.length).isGreaterThan(1000);
        assertThat(pieces).allMatch(item -> item.path("format").textValue().equals("mp3"));
    }

    @Test
    void failsAStreamThatFails() {
        gateway.pipeline.speak((request, live) -> live.ended(FakePipeline.ended(request, Outcome.FAILED)
                .setMessage("the engine broke").build()));
        host.give("job-1-u1", "{\"text\":\"Hello.\",\"stream\":true}");

        var told = end("job-1-u1");

        assertThat(told.body()).isEqualTo("{\"error\":\"the engine broke\"}");
        assertThat(told.query()).endsWith("isStream=true");
    }

    @Test
    void stopsAStreamThatRunPodStops() {
        gateway.pipeline.speak((_, _) -> {});
        host.give("job-1-u1", "{\"text\":\"Hello.\",\"stream\":true}");
        await().atMost(PATIENCE).until(() -> gateway.pipeline.listeners() == 1);

        host.stop("job-1-u1");

        await().atMost(PATIENCE).until(() -> gateway.pipeline.listeners() == 0);
        assertThat(gateway.pipeline.cancelled()).hasSize(1);
        assertThat(host.calls("job-done")).isEmpty();
    }

    @Test
    void answersOpenAiCallsThatComeAsJobs() {
        host.give("job-1-u1", "{\"openai_route\":\"/v1/audio/speech\",\"openai_input\":{\"model\":\"tts-1\","
                + "\"input\":\"Hello.\",\"voice\":\"alloy\",\"response_format\":\"flac\"}}");
        host.give("job-2-u1", "{\"openai_route\":\"/v1/models\",\"openai_input\":null}");

        assertThat(end("job-1-u1").json().path("output").path("format").textValue()).isEqualTo("flac");
        var request = gateway.pipeline.requests().getFirst();
        assertThat(request.getText()).contains("Hello.");
        assertThat(request.getVoice()).contains("Alice");
        assertThat(request.getFormat()).isEqualTo(TrackFormat.FLAC);
        assertThat(request.getSpeed()).isEqualTo(1);
        var models = end("job-2-u1").json().path("output");
        assertThat(models.path("object").textValue()).isEqualTo("list");
        assertThat(models.path("data").findValuesAsText("id")).contains("vibevoice-7b", "tts-1");
    }

    @Test
    void givesOpenAiCallsThatComeAsJobsTheirSpeedAndTheirOwnBound() {
        var text = "Hello there. ".repeat(300); // 3,900 characters: more than an input of RunPod's may have
        host.give("job-1-u1", "{\"openai_route\":\"/v1/audio/speech\",\"openai_input\":{\"model\":\"tts-1\","
                + "\"input\":\"" + text + "\",\"voice\":\"alloy\",\"speed\":1.5}}");

        assertThat(end("job-1-u1").json().path("error").asText()).isEmpty();

        assertThat(gateway.pipeline.requests().getFirst().getSpeed()).isEqualTo(1.5);
    }

    @Test
    void waitsForAJobThatIsHandedOutAgainAndTriesAnewWhatFailed() {
        host.give("job-1-u1", HELLO);
        end("job-1-u1");
        host.give("job-1-u1", HELLO);
        await().atMost(PATIENCE).until(() -> host.told("job-done", "job-1-u1").size() == 2);
        assertThat(gateway.pipeline.requests()).as("spoken once").hasSize(1);
        gateway.pipeline.answer(request -> FakePipeline.ended(request, Outcome.FAILED).setMessage("no"));
        host.give("job-2-u1", HELLO);
        end("job-2-u1");
        gateway.pipeline.answer(request -> FakePipeline.completed(request).setUrl("u"));

        host.give("job-2-u1", HELLO);

        await().atMost(PATIENCE).until(() -> host.told("job-done", "job-2-u1").size() == 2);
        assertThat(host.told("job-done", "job-2-u1").getLast().body()).contains("success");
    }

    @Test
    void finishesItsJobsWhenItIsStoppedAndTakesNoMore() {
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        host.give("job-1-u1", HELLO);
        await().atMost(PATIENCE).until(() -> gateway.pipeline.requests().size() == 1);

        var closing = Thread.ofVirtual().start(gateway::stopServing);
        await().during(Duration.ofMillis(500)).until(closing::isAlive);
        host.give("job-2-u1", HELLO);
        finish();

        end("job-1-u1");
        await().atMost(PATIENCE).until(() -> !closing.isAlive());
        assertThat(gateway.pipeline.requests()).hasSize(1);
    }

    @Test
    void needsAPlaceForResults() {
        var environment = new HashMap<>(host.environment());
        environment.remove("RUNPOD_WEBHOOK_POST_OUTPUT");

        assertThat(catchThrowable(() -> new TestGateway(directory, environment)))
                .hasMessageContaining("RUNPOD_WEBHOOK_POST_OUTPUT");
        assertThat(catchThrowable(
                () -> new TestGateway(directory, Map.of("RUNPOD_WEBHOOK_GET_JOB", "ftp://h/x"))))
                .hasMessageContaining("http or https");
    }

    /** Everything that is asked for ends well. */
    private void finish() {
        List.copyOf(gateway.pipeline.requests()).forEach(
                request -> gateway.pipeline.end(FakePipeline.completed(request).setUrl("https://store/a.mp3").build()));
    }

    /** The first thing that the host was told of a job and took. */
    private Call end(String jobId) {
        return await().atMost(PATIENCE)
                .until(() -> host.told("job-done", jobId).stream().findFirst().orElse(null), Objects::nonNull);
    }
}
