package io.vibestream.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.broker.TestBroker;
import io.vibestream.gateway.http.Json;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways on one broker: whichever is asked, they are one. The broker keeps its topics, so every test has ids of its own. */
class JobsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HELLO = "{\"input\":\"Hello.\"}";

    @TempDir
    private Path directory;
    private final String id = "job-" + UUID.randomUUID();
    private final KafkaClients clients = new KafkaClients(KafkaSettings.local(TestBroker.shared().address()));
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final Codecs codecs = new Codecs(registry::register, registry::find);
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<GatewayService> gateways = new ArrayList<>();
    private GatewayService one;
    private GatewayService two;
    private Producer<String, byte[]> others;

    @BeforeEach
    void start() {
        one = gateway();
        two = gateway();
        others = clients.producer("others", Map.of());
    }

    @AfterEach
    void stop() {
        others.close();
        gateways.forEach(GatewayService::close);
        http.close();
        assertThat(failures).isEmpty();
    }

    private GatewayService gateway() {
        var settings = GatewaySettings.from(SettingsTable.of(GatewayService.settings()).read(Map.of("PORT", "0",
                "AUDIO_DIR", directory.resolve("audio").toString(), "VOICES_FILE",
                directory.resolve("voices.json").toString())));
        var gateway = new GatewayService(settings, clients, codecs, registry, new SimpleMeterRegistry(),
                InstantSource.system(), failures::add);
        gateway.start();
        gateways.add(gateway);
        return gateway;
    }

    @Test
    void letOneOfTwoBodiesHaveAnId() throws Exception {
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                var name = id + "-" + round;
                var calls = Stream.of(one, two).flatMap(gateway -> IntStream.range(0, 2).mapToObj(i -> callers
                        .submit(() -> put(gateway, name, "{\"input\":\"Text " + i + "\"}").statusCode()))).toList();
                var statuses = new ArrayList<Integer>();
                for (var call : calls) {
                    statuses.add(call.get());
                }

                assertThat(statuses).as("round %d", round).containsExactlyInAnyOrder(201, 200, 409, 409);
                assertThat(sent(name).stream().map(SpeechRequest::getText).distinct()).as("round %d", round)
                        .hasSize(1);
            }
        }
    }

    @Test
    void answerForEachOthersJobs() {
        assertThat(put(one, id, "{\"input\":\"Hello.\",\"title\":\"A title\"}").statusCode()).isEqualTo(201);

        await().atMost(PATIENCE).until(() -> get(two, id).statusCode() == 200);
        assertThat(json(get(two, id)).path("title").textValue()).isEqualTo("A title");
        assertThat(put(two, id, "{\"title\":\"A title\",\"input\":\"Hello.\"}").statusCode()).isEqualTo(200);
        assertThat(put(two, id, HELLO).statusCode()).isEqualTo(409);
        assertThat(ids(two)).contains(id);
    }

    @Test
    void knowEndsAfterARestart() {
        put(one, id, HELLO);
        say(status(id, RequestState.SPEAKING).setChunks(3).setChunksSpoken(1).setSecondsSpoken(2.5).build());
        await().atMost(PATIENCE)
                .until(() -> json(get(two, id)).path("audio_seconds").doubleValue() == 2.5);
        say(status(id, RequestState.COMPLETED).setResult(SpeechResult.newBuilder().setRequestId(id)
                .setOutcome(Outcome.COMPLETED).setUrl("https://store/a.mp3").setDurationSeconds(7)
                // Long enough ago to be forgotten, were it not a job's.
                .setFinishedAt(Instant.now().minus(Duration.ofHours(3))).build())
                .setUpdatedAt(Instant.now().minus(Duration.ofHours(3))).build());
        await().atMost(PATIENCE).until(() -> json(get(two, id)).path("state").textValue().equals("completed"));

        var fresh = gateway();

        assertThat(json(get(fresh, id)).path("result").path("url").textValue()).isEqualTo("https://store/a.mp3");
        assertThat(get(fresh, id + "/audio").statusCode()).isEqualTo(307);
        assertThat(put(fresh, id, HELLO).statusCode()).isEqualTo(200);
    }

    @Test
    void forgetWhatOneOfThemDeletes() {
        put(one, id, HELLO);
        await().atMost(PATIENCE).until(() -> get(two, id).statusCode() == 200);

        assertThat(send(two, "/v1/jobs/" + id, HttpRequest.newBuilder().DELETE()).statusCode()).isEqualTo(200);

        await().atMost(PATIENCE).until(() -> get(one, id).statusCode() == 404);
        assertThat(put(one, id, HELLO).statusCode()).isEqualTo(201);
        assertThat(sent(id + "~1")).hasSize(1);
        await().atMost(PATIENCE).until(() -> get(two, id).statusCode() == 200);
        assertThat(ids(two)).containsOnlyOnce(id);
    }

    private RequestStatus.Builder status(String requestId, RequestState state) {
        return RequestStatus.newBuilder().setRequestId(requestId).setState(state).setUpdatedAt(Instant.now());
    }

    private void say(RequestStatus status) {
        var _ = others.send(new ProducerRecord<>(Topic.STATUS.topicName(), status.getRequestId(),
                codecs.statuses().encode(status)));
        others.flush();
    }

    /** The requests of this id that have left for the splitter. */
    private List<SpeechRequest> sent(String requestId) {
        var found = new ArrayList<SpeechRequest>();
        try (var consumer = clients.consumer("test", Optional.empty(), Map.of())) {
            var partitions = consumer.partitionsFor(Topic.REQUESTS.topicName()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var message : consumer.poll(Duration.ofMillis(100))) {
                    if (requestId.equals(message.key())) {
                        found.add(codecs.requests().decode(message.value()));
                    }
                }
            }
        }
        return found;
    }

    private List<String> ids(GatewayService gateway) {
        return json(send(gateway, "/v1/jobs?limit=100", HttpRequest.newBuilder())).path("data").valueStream()
                .map(job -> job.path("id").textValue()).toList();
    }

    private HttpResponse<String> put(GatewayService gateway, String name, String body) {
        return send(gateway, "/v1/jobs/" + name,
                HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(GatewayService gateway, String name) {
        return send(gateway, "/v1/jobs/" + name, HttpRequest.newBuilder());
    }

    private HttpResponse<String> send(GatewayService gateway, String path, HttpRequest.Builder request) {
        try {
            return http.send(request.uri(URI.create("http://127.0.0.1:" + gateway.port() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError("no answer from " + path, failure);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.parse(answer.body().getBytes(UTF_8));
    }
}
