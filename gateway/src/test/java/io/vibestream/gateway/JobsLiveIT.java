package io.vibestream.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.pipeline.Progress;
import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.gateway.streaming.Place;
import io.vibestream.schemas.CaptionFile;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TextSpan;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hearing and watching a job while it is spoken. */
class JobsLiveIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path directory;
    private TestGateway gateway;
    /** Those who listen, so that the test can go on speaking. */
    private final LinkedBlockingQueue<LiveSpeech> heard = new LinkedBlockingQueue<>();

    /** An event as it came. */
    record Event(String name, JsonNode data) {}

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory);
        gateway.pipeline.stayIn(RequestState.SPEAKING);
        gateway.pipeline.speak((request, live) -> {
            live.planned(FakePipeline.plan(request, 2));
            live.happened(FakePipeline.segment(request, 0, 0, FakePipeline.SECOND), new Place(0, 0));
            heard.add(live);
        });
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void letsACallerHearAJobBeforeItIsOver() throws Exception {
        put("live", "{\"input\":\"Hello.\",\"format\":\"pcm\",\"loudness\":null}");

        var answer = gateway.send(gateway.request("/v1/jobs/live/audio").build(), BodyHandlers.ofInputStream());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains("audio/pcm");
        try (var body = answer.body()) {
            assertThat(body.readNBytes(FakePipeline.SECOND.length)).isEqualTo(FakePipeline.SECOND);
            goOn(heard.take());
            assertThat(body.readAllBytes()).isEqualTo(FakePipeline.SECOND);
        }
        await().atMost(PATIENCE).until(() -> gateway.pipeline.listeners() == 0);
    }

    @Test
    void playsLiveInTheFormatThatIsAskedFor() throws Exception {
        put("live", "{\"input\":\"Hello.\",\"format\":\"flac\"}");

        var answer = gateway.send(gateway.request("/v1/jobs/live/audio?format=mp3").build(),
                BodyHandlers.ofInputStream());

        assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
        goOn(heard.take());
        try (var body = answer.body()) {
            assertThat(body.readAllBytes()).hasSizeGreaterThan(10_000);
        }
        assertThat(gateway.get("/v1/jobs/live/audio?format=midi").statusCode()).isEqualTo(400);
    }

    @Test
    void redirectsToTheStoredFilesAfterwards() {
        put("over", "{\"input\":\"Hello.\",\"captions\":[\"vtt\"]}");
        gateway.pipeline.end(FakePipeline.completed(request()).setUrl("https://store/a.mp3?x=y").setObjectKey("a.mp3")
                .setCaptions(List.of(CaptionFile.newBuilder().setFormat(CaptionFormat.VTT)
                        .setUrl("https://store/a.vtt").build()))
                .build());

        var audio = gateway.get("/v1/jobs/over/audio");
        var captions = gateway.get("/v1/jobs/over/captions.vtt");

        assertThat(audio.statusCode()).isEqualTo(307);
        assertThat(audio.headers().firstValue("location")).contains("https://store/a.mp3?x=y");
        assertThat(captions.statusCode()).isEqualTo(307);
        assertThat(captions.headers().firstValue("location")).contains("https://store/a.vtt");
        assertThat(gateway.get("/v1/jobs/over/captions.srt").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/v1/jobs/over").body()).contains("\"captions_vtt\":\"/v1/jobs/over/captions.vtt");
    }

    @Test
    void makesLinksToItsOwnStoreAnew() {
        try (var own = new TestGateway(directory.resolve("own"), Map.of("LINK_SECRET", "0123456789abcdef",
                "PUBLIC_URL", "https://speech.example/"))) {
            own.pipeline.answer(request -> FakePipeline.completed(request).setObjectKey("a.mp3")
                    .setUrl("https://speech.example/audio/a.mp3?expires=1&signature=old"));
            own.post("/v1/jobs", "{\"input\":\"Hello.\"}", "Idempotency-Key", "k");
            var id = json(own.get("/v1/jobs")).path("data").path(0).path("id").textValue();

            var location = own.get("/v1/jobs/" + id + "/audio").headers().firstValue("location").orElseThrow();

            assertThat(location).startsWith("https://speech.example/audio/a.mp3?expires=").doesNotContain("=old");
            var path = location.substring("https://speech.example".length());
            assertThat(own.get(path).statusCode()).as("signed, but there is no such file").isEqualTo(404);
        }
    }

    @Test
    void hasNoSoundOfAJobThatFailedAndNoCaptionsOfOneThatIsUnderWay() {
        put("failed", "{\"input\":\"Hello.\",\"captions\":[\"srt\"]}");
        assertThat(gateway.get("/v1/jobs/failed/captions.srt").statusCode()).isEqualTo(404);
        gateway.pipeline.end(FakePipeline.ended(request(), Outcome.FAILED).setReason(Reason.NO_VOICE)
                .setMessage("there is no voice").build());

        var answer = gateway.get("/v1/jobs/failed/audio");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("there is no voice").contains("\"code\":\"failed\"");
        assertThat(gateway.get("/v1/jobs/nobody/audio").statusCode()).isEqualTo(404);
        assertThat(gateway.get("/v1/jobs/nobody/events").statusCode()).isEqualTo(404);
    }

    @Test
    void breaksOffWhereTheSpeechFails() throws Exception {
        put("breaks", "{\"input\":\"Hello.\",\"format\":\"pcm\"}");
        var answer = gateway.send(gateway.request("/v1/jobs/breaks/audio").build(), BodyHandlers.ofInputStream());
        heard.take();

        gateway.pipeline.end(FakePipeline.ended(request(), Outcome.FAILED).build());

        try (var body = answer.body()) {
            assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
        }
    }

    @Test
    void tellsWhatHappensToAJob() throws Exception {
        put("watched", "{\"input\":\"Hello.\"}");
        var events = new ArrayList<Event>();
        var answer = gateway.send(gateway.request("/v1/jobs/watched/events").build(), BodyHandlers.ofInputStream());
        assertThat(answer.headers().firstValue("content-type")).contains("text/event-stream");

        try (var lines = new BufferedReader(new InputStreamReader(answer.body(), UTF_8))) {
            while (events.stream().noneMatch(event -> event.name().equals("sound"))) {
                events.add(next(lines));
            }
            gateway.pipeline.progress("watched", new Progress(RequestState.SPEAKING, 2, 1, 1, Instant.now()));
            var live = heard.take();
            goOn(live);
            goOn(live); // repeats are nothing new
            gateway.pipeline.end(FakePipeline.completed(request()).setUrl("u")
                    .setSpans(List.of(new TextSpan(0, "Hello.", 0.0, 1.0))).build());
            while (!events.getLast().name().equals("end")) {
                events.add(next(lines));
            }
            assertThat(lines.lines()).as("nothing comes after the end").containsExactly("");
        }

        assertThat(named(events, "plan")).singleElement().satisfies(
                plan -> assertThat(plan.path("chunks").valueStream().map(chunk -> chunk.path("index").intValue()))
                        .containsExactly(0, 1));
        var sound = named(events, "sound");
        assertThat(sound.stream().map(piece -> piece.path("chunk").intValue())).containsExactly(0, 1);
        assertThat(sound.stream().map(piece -> piece.path("start_seconds").doubleValue())).containsExactly(0.0, 1.0);
        assertThat(sound).allSatisfy(piece -> assertThat(piece.path("peaks").valueStream()
                .map(JsonNode::doubleValue)).hasSize(20).allMatch(peak -> peak > 0.09 && peak < 0.11));
        assertThat(named(events, "chunk").stream().map(JsonNode::toString)).containsExactlyInAnyOrder(
                "{\"index\":0,\"seconds\":1.0}", "{\"index\":1,\"seconds\":1.0}");
        assertThat(named(events, "progress")).isNotEmpty().allSatisfy(
                job -> assertThat(job.path("state").textValue()).isEqualTo("speaking"));
        assertThat(named(events, "end")).singleElement().satisfies(job -> {
            assertThat(job.path("state").textValue()).isEqualTo("completed");
            assertThat(job.path("result").path("spans")).hasSize(1);
        });
        await().atMost(PATIENCE).until(() -> gateway.pipeline.listeners() == 0);
    }

    @Test
    void tellsWhoComesLateHowItEnded() {
        put("late", "{\"input\":\"Hello.\"}");
        gateway.pipeline.end(FakePipeline.completed(request()).setUrl("u")
                .setSpans(List.of(new TextSpan(0, "x".repeat(300), 0.0, 1.0))).build());

        var body = gateway.get("/v1/jobs/late/events").body();

        assertThat(body)
                .startsWith("event: plan\ndata: {\"chunks\":[{\"index\":0,\"text\":\"" + "x".repeat(200) + "\"}]}\n\n"
                        + "event: end\ndata: {\"id\":\"late\"")
                .endsWith("}\n\n");
    }

    @Test
    void tellsTheEndOfAJobThatFails() throws Exception {
        put("fails", "{\"input\":\"Hello.\"}");
        var answer = gateway.send(gateway.request("/v1/jobs/fails/events").build(), BodyHandlers.ofInputStream());
        heard.take();

        gateway.pipeline.end(FakePipeline.ended(request(), Outcome.CANCELLED).setReason(Reason.CANCELLED).build());

        try (var body = answer.body()) {
            assertThat(new String(body.readAllBytes(), UTF_8)).contains("event: end\n")
                    .contains("\"state\":\"cancelled\"");
        }
    }

    @Test
    void tellsWhatCameOfAJobWhoseStateIsNotHereYet() throws Exception {
        put("early", "{\"input\":\"Hello.\"}");
        var answer = gateway.send(gateway.request("/v1/jobs/early/events").build(), BodyHandlers.ofInputStream());
        goOn(heard.take());

        gateway.pipeline.endBeforeItsState(FakePipeline.completed(request()).setUrl("u").build());

        try (var body = answer.body()) {
            assertThat(new String(body.readAllBytes(), UTF_8)).contains("event: end\n")
                    .contains("\"state\":\"completed\"").contains("\"result\":{\"url\":\"u\"");
        }
    }

    @Test
    void letsGoOfListenersWhoHaveGone() throws Exception {
        put("gone", "{\"input\":\"Hello.\",\"format\":\"pcm\"}");
        var audio = gateway.send(gateway.request("/v1/jobs/gone/audio").build(), BodyHandlers.ofInputStream());
        var events = gateway.send(gateway.request("/v1/jobs/gone/events").build(), BodyHandlers.ofInputStream());
        await().atMost(PATIENCE).until(() -> gateway.pipeline.listeners() == 2);

        audio.body().close();
        events.body().close();

        await().atMost(PATIENCE).until(() -> gateway.pipeline.listeners() == 0);
        assertThat(gateway.pipeline.cancelled()).as("the job goes on").isEmpty();
    }

    @Test
    void hasRoomForSoManyListeners() throws Exception {
        try (var small = new TestGateway(directory.resolve("small"), Map.of("JOBS_API_LISTENERS", "1"))) {
            small.pipeline.stayIn(RequestState.SPEAKING);
            small.pipeline.speak((request, live) -> {
                live.planned(FakePipeline.plan(request, 1));
                live.happened(FakePipeline.segment(request, 0, 0, FakePipeline.SECOND), new Place(0, 0));
            });
            small.send(small.request("/v1/jobs/a").PUT(HttpRequest.BodyPublishers.ofString("{\"input\":\"Hello.\"}"))
                    .build());
            var first = small.send(small.request("/v1/jobs/a/events").build(), BodyHandlers.ofInputStream());

            var second = small.get("/v1/jobs/a/audio");

            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.headers().firstValue("x-should-retry")).contains("true");
            first.body().close();
            small.pipeline.end(FakePipeline.completed(small.pipeline.requests().getFirst()).setUrl("u").build());
            await().atMost(PATIENCE).until(() -> small.get("/v1/jobs/a/audio").statusCode() == 307);
        }
    }

    /** The rest of the first chunk, and the second. */
    private void goOn(LiveSpeech live) {
        live.happened(completed(0), new Place(0, 1));
        live.happened(FakePipeline.segment(request(), 1, 0, FakePipeline.SECOND), new Place(0, 2));
        live.happened(completed(1), new Place(0, 3));
    }

    private ChunkEvent completed(int chunk) {
        return new ChunkEvent(request().getId(), chunk, "first",
                ChunkCompleted.newBuilder().setSegments(1).setSamples(LiveSpeech.SAMPLE_RATE).setEngine("fake")
                        .setTakenAt(Instant.EPOCH).setCompletedAt(Instant.EPOCH).build());
    }

    private static List<JsonNode> named(List<Event> events, String name) {
        return events.stream().filter(event -> event.name().equals(name)).map(Event::data).toList();
    }

    private static Event next(BufferedReader lines) throws IOException {
        var name = "";
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                return new Event(name, Json.parse(line.substring(6).getBytes(UTF_8)));
            }
        }
        throw new AssertionError("expected another event, found the end");
    }

    private SpeechRequest request() {
        return gateway.pipeline.requests().getFirst();
    }

    private void put(String id, String body) {
        var answer = gateway
                .send(gateway.request("/v1/jobs/" + id).PUT(HttpRequest.BodyPublishers.ofString(body)).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body().getBytes(UTF_8));
    }
}
