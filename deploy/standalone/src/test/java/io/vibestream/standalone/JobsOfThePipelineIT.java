package io.vibestream.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.gateway.GatewayService;
import io.vibestream.gateway.GatewaySettings;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.Codecs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /v1/jobs} in front of the whole pipeline with the preview voice. */
class JobsOfThePipelineIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int SAMPLE_RATE = 24_000;
    private static final int SECOND_BYTES = 2 * SAMPLE_RATE;
    private static final int CHUNKS = 60;
    private static final String LONG = "{\"input\":\"" + "This sentence is spoken, and so are those that follow it. "
            .repeat(CHUNKS).strip() + "\",\"format\":\"mp3\"}";

    @TempDir
    static Path directory = Path.of("");

    private static WholePipeline pipeline;
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** One server-sent event. */
    record Event(String name, JsonNode data) {}

    @BeforeAll
    static void start() throws Exception {
        pipeline = WholePipeline.start(directory,
                Map.of("MAX_CHUNK_CHARS", "60", "MIN_LAST_CHUNK_CHARS", "0", "PREVIEW_SLOTS", "1"));
    }

    @AfterAll
    static void stop() throws Exception {
        pipeline.close();
        HTTP.close();
    }

    @Test
    void isHeardAndWatchedBeforeItIsOverAtAnyGateway() throws Exception {
        var url = pipeline.url();
        assertThat(put(url, "long", LONG).statusCode()).isEqualTo(201);

        var live = HTTP.send(request(url, "/v1/jobs/long/audio?format=pcm").build(), BodyHandlers.ofInputStream());
        try (var sound = live.body()) {
            assertThat(sound.readNBytes(SECOND_BYTES)).hasSize(SECOND_BYTES);
            assertThat(job(url, "long").path("state").textValue()).as("it is heard before it is over")
                    .isIn("planned", "speaking");
            try (var other = new OtherGateway(pipeline.bootstrapServers(), directory.resolve("other"))) {
                var late = HTTP.sendAsync(request(other.url(), "/v1/jobs/long/audio?format=pcm").build(),
                        BodyHandlers.ofByteArray());
                var events = HTTP.sendAsync(request(other.url(), "/v1/jobs/long/events").build(),
                        BodyHandlers.ofString());
                var rest = sound.readAllBytes();
                var told = events(events.join().body());
                var end = told.getLast();

                assertThat(end.name()).isEqualTo("end");
                assertThat(end.data().path("state").textValue()).isEqualTo("completed");
                var seconds = end.data().path("result").path("duration_seconds").doubleValue();
                assertThat((SECOND_BYTES + rest.length) / (double) SECOND_BYTES).isCloseTo(seconds, within(0.001));
                if (late.join().statusCode() == 200) { // it came before the job was over
                    assertThat(late.join().body()).hasSize(SECOND_BYTES + rest.length);
                }
                assertTold(told, seconds);
            }
        }
        var stored = HTTP.send(request(url, job(url, "long").path("links").path("audio").textValue()).build(),
                BodyHandlers.discarding());
        assertThat(stored.statusCode()).isEqualTo(307);
        var file = HTTP.send(HttpRequest.newBuilder(URI.create(stored.headers().firstValue("location").orElseThrow()))
                .build(), BodyHandlers.ofByteArray());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(new String(Arrays.copyOf(file.body(), 3), UTF_8)).isEqualTo("ID3");
    }

    private static void assertTold(List<Event> told, double seconds) {
        var chunks = named(told, "plan").getFirst().path("chunks");
        assertThat(chunks).hasSize(CHUNKS);
        assertThat(named(told, "chunk").stream().map(chunk -> chunk.path("index").intValue()).sorted().toList())
                .hasSize(CHUNKS).doesNotHaveDuplicates();
        var sound = named(told, "sound");
        assertThat(sound.stream().mapToInt(piece -> piece.path("peaks").size()).sum())
                .isCloseTo((int) (seconds * 20), within(1));
        assertThat(sound.stream().map(piece -> piece.path("chunk").intValue())).isSorted();
        assertThat(sound.stream().flatMap(piece -> piece.path("peaks").valueStream())
                .mapToDouble(JsonNode::doubleValue).max().orElse(0)).isBetween(0.01, 1.0);
    }

    @Test
    void isCancelled() throws Exception {
        var url = pipeline.url();
        put(url, "stopped", LONG.replace("sentence", "phrase"));

        var cancelled = HTTP.send(request(url, "/v1/jobs/stopped/cancel")
                .POST(HttpRequest.BodyPublishers.noBody()).build(), BodyHandlers.ofString());

        assertThat(cancelled.statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> job(url, "stopped").path("state").textValue().equals("cancelled"));
        assertThat(job(url, "stopped").path("error").path("code").textValue()).isEqualTo("cancelled");
    }

    @Test
    void isSpokenOnceHoweverOftenItIsSent() throws Exception {
        var url = pipeline.url();
        var body = "{\"input\":\"Once is enough.\",\"priority\":\"interactive\",\"captions\":[\"vtt\"]}";
        var statuses = new ArrayList<Integer>();
        for (int i = 0; i < 5; i++) {
            statuses.add(put(url, "once", body).statusCode());
        }

        await().atMost(Duration.ofSeconds(30))
                .until(() -> job(url, "once").path("state").textValue().equals("completed"));
        assertThat(statuses).containsExactly(201, 200, 200, 200, 200);
        assertThat(put(url, "once", body).statusCode()).isEqualTo(200);
        assertThat(job(url, "once").path("chunks")).hasToString("{\"total\":1,\"done\":1}");
        assertThat(job(url, "once").path("result").path("engine").textValue()).contains("preview");
        var link = job(url, "once").path("links").path("captions_vtt").textValue();
        var captions = HTTP.send(request(url, link).build(), BodyHandlers.discarding()).headers()
                .firstValue("location").map(URI::create).orElseThrow();
        assertThat(HTTP.send(HttpRequest.newBuilder(captions).build(), BodyHandlers.ofString()).body())
                .startsWith("WEBVTT").contains("Once is enough.");
    }

    /** A gateway of its own beside the pipeline's, that starts when a job is under way. */
    private static final class OtherGateway implements AutoCloseable {

        private final List<Throwable> failures = new CopyOnWriteArrayList<>();
        private final GatewayService gateway;

        OtherGateway(String broker, Path place) {
            var registry = new InMemoryRegistry();
            var settings = GatewaySettings.from(SettingsTable.of(GatewayService.settings()).read(Map.of("PORT", "0",
                    "AUDIO_DIR", place.resolve("audio").toString(), "VOICES_FILE",
                    place.resolve("voices.json").toString())));
            gateway = new GatewayService(settings, new KafkaClients(KafkaSettings.local(broker)),
                    new Codecs(registry::register, registry::find), registry, new SimpleMeterRegistry(),
                    InstantSource.system(), failures::add);
            gateway.start();
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + gateway.port());
        }

        @Override
        public void close() {
            gateway.close();
            assertThat(failures).isEmpty();
        }
    }

    private static List<JsonNode> named(List<Event> events, String name) {
        return events.stream().filter(event -> event.name().equals(name)).map(Event::data).toList();
    }

    private static List<Event> events(String body) throws IOException {
        var events = new ArrayList<Event>();
        for (var block : body.split("\n\n", -1)) {
            if (block.startsWith("event: ")) {
                var lines = block.split("\n", 2);
                events.add(new Event(lines[0].substring(7), JSON.readTree(lines[1].substring(6))));
            }
        }
        return events;
    }

    private static HttpRequest.Builder request(URI url, String path) {
        return HttpRequest.newBuilder(url.resolve(path));
    }

    private static HttpResponse<String> put(URI url, String id, String body) throws IOException, InterruptedException {
        return HTTP.send(request(url, "/v1/jobs/" + id).PUT(HttpRequest.BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private static JsonNode job(URI url, String id) throws IOException, InterruptedException {
        return JSON.readTree(HTTP.send(request(url, "/v1/jobs/" + id).build(), BodyHandlers.ofString()).body());
    }
}
