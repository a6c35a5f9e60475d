package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Headers;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TextSpan;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.TrackFormat;
import io.vibestream.broker.BrokerPorts;
import io.vibestream.broker.DevBroker;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The whole pipeline over a real broker and a real S3 server. */
class PipelineIT {

    private static final Progress PROGRESS = new Progress(System.err, InstantSource.system());
    private static final String BUCKET = "speech";
    private static final String ACCESS_KEY = "reader";
    private static final String SECRET_KEY = "open sesame";
    private static final int SAMPLE_RATE = 24_000;
    private static final String FIVE_SENTENCES = "The first sentence is short. The second one is a little longer than that. Here is the third. "
            + "And the fourth one follows. The fifth is the last.";

    @RegisterExtension
    static final S3Server S3 = new S3Server(ACCESS_KEY, SECRET_KEY);

    @TempDir
    static Path directory = Path.of("");

    private static DevBroker broker;
    private static Pipeline pipeline;
    private static Codecs codecs;
    private static Stranger stranger;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        createBucket();
        broker = DevBroker.start(directory.resolve("kafka"), BrokerPorts.free());
        pipeline = Pipeline.start(directory.resolve("data"), 0, settings(Map.of("LINK_TTL", "3s")),
                PROGRESS);
        var registry = new InMemoryRegistry();
        codecs = new Codecs(registry::register, registry::find);
        stranger = new Stranger(broker.bootstrapServers(), codecs, Topic.RESULTS.topicName(), Topic.AUDIO.topicName(),
                Topic.DEAD_LETTERS.topicName());
    }

    @AfterAll
    static void stop() throws Exception {
        stranger.close();
        pipeline.close();
        broker.close();
    }

    private static Map<String, String> settings(Map<String, String> more) {
        var settings = Pipeline.anyPorts(new HashMap<>());
        settings.put("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
        settings.put("S3_ENDPOINT_URL", S3.uri().toString());
        settings.put("S3_BUCKET_NAME", BUCKET);
        settings.put("S3_ACCESS_KEY_ID", ACCESS_KEY);
        settings.put("S3_SECRET_ACCESS_KEY", SECRET_KEY);
        settings.putAll(more);
        return settings;
    }

    private static void createBucket() {
        try (var admin = S3Client.builder().endpointOverride(S3.uri()).region(Region.US_EAST_1).forcePathStyle(true)
                .httpClient(UrlConnectionHttpClient.create())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build()) {
            admin.createBucket(create -> create.bucket(BUCKET));
        }
    }

    private static SpeechRequest.Builder request(String id, String text) {
        return SpeechRequest.newBuilder().setId(id).setText(text);
    }

    private static SpeechRequest.Builder inChunks(String id, String text) {
        return request(id, text).setChunkLimits(new ChunkLimits(50, 0));
    }

    private static List<ChunkCompleted> completions(String id) {
        return stranger.records(Topic.AUDIO.topicName(), id).stream()
                .map(record -> codecs.events().decode(record.value()).getEvent())
                .filter(ChunkCompleted.class::isInstance).map(ChunkCompleted.class::cast).toList();
    }

    @Test
    void theRightWordsComeBackInTheRightOrderWithSilenceBetween() {
        stranger.send(inChunks("words", FIVE_SENTENCES).setSilenceMillis(250).build());

        var result = stranger.result("words");

        assertThat(result.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(result.getSpans()).hasSizeGreaterThan(3);
        assertThat(result.getSpans().stream().map(TextSpan::getText).collect(Collectors.joining(" ")))
                .isEqualTo(FIVE_SENTENCES);
        for (int i = 1; i < result.getSpans().size(); i++) {
            assertThat(result.getSpans().get(i).getStartSeconds() - result.getSpans().get(i - 1).getEndSeconds())
                    .isCloseTo(0.25, within(1e-9));
        }
        double spoken = completions("words").stream().mapToLong(ChunkCompleted::getSamples).sum()
                / (double) SAMPLE_RATE;
        assertThat(result.getDurationSeconds()).isCloseTo(spoken + 0.25 * (result.getSpans().size() - 1), within(1e-9));
        assertThat(result.getSpans().getLast().getEndSeconds()).isCloseTo(result.getDurationSeconds(), within(1e-9));
    }

    @Test
    void storedAudioIsAsLongAsTheResultSays() throws Exception {
        stranger.send(inChunks("length", FIVE_SENTENCES).setFormat(TrackFormat.WAV).build());

        var result = stranger.result("length");
        var wav = http.send(HttpRequest.newBuilder(URI.create(result.getUrl().orElseThrow())).build(),
                BodyHandlers.ofByteArray());

        assertThat(wav.statusCode()).isEqualTo(200);
        assertThat(wav.headers().firstValue("content-type")).contains("audio/wav");
        assertThat((wav.body().length - 44) / 2).isEqualTo((int) Math.round(result.getDurationSeconds() * SAMPLE_RATE));
    }

    @Test
    void theLinkWorksAndExpires() throws Exception {
        stranger.send(request("link", "A link that does not live for long.").build());

        var link = URI.create(stranger.result("link").getUrl().orElseThrow());
        var fresh = http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.ofByteArray());

        assertThat(fresh.statusCode()).isEqualTo(200);
        assertThat(fresh.headers().firstValue("content-type")).contains("audio/mpeg");
        await().atMost(Duration.ofSeconds(15)).pollInterval(Duration.ofMillis(500))
                .until(() -> http.send(HttpRequest.newBuilder(link).build(), BodyHandlers.discarding())
                        .statusCode() == 403);
    }

    @Test
    void aStoreThatRefusesTheCredentialsIsSaidClearly() throws Exception {
        try (var kafka = DevBroker.start(directory.resolve("other-kafka"), BrokerPorts.free());
                var _ = Pipeline.start(directory.resolve("other"), 0,
                        settings(Map.of("S3_SECRET_ACCESS_KEY", "wrong", "KAFKA_BOOTSTRAP_SERVERS",
                                kafka.bootstrapServers())),
                        PROGRESS);
                var reader = new Stranger(kafka.bootstrapServers(), codecs, Topic.RESULTS.topicName())) {
            reader.send(request("short", "Short enough for the result itself.").build());

            var result = reader.result("short");

            assertThat(result.getOutcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(result.getUrl()).isEmpty();
            assertThat(result.getAudio().orElseThrow().remaining()).isPositive();
            assertThat(result.getWarnings()).anyMatch(warning -> warning.contains("403"));
        }
    }

    @Test
    void threeProducersGetTheirOwnResults() throws Exception {
        var producers = IntStream.range(0, 3).mapToObj(p -> Thread.ofVirtual().start(() -> {
            try (var producer = new Stranger(broker.bootstrapServers(), codecs)) {
                IntStream.range(0, 4)
                        .forEach(i -> producer
                                .send(request("producer-" + p + "-" + i, "Request " + i + " of producer " + p + ".")
                                        .setPriority(i % 2 == 0 ? Priority.BULK : Priority.INTERACTIVE)
                                        .setMetadata(Map.of("producer", "" + p)).build()));
            }
        })).toList();
        for (var producer : producers) {
            producer.join();
        }

        for (int p = 0; p < 3; p++) {
            for (int i = 0; i < 4; i++) {
                var result = stranger.result("producer-" + p + "-" + i);
                assertThat(result.getOutcome()).isEqualTo(Outcome.COMPLETED);
                assertThat(result.getMetadata()).containsEntry("producer", "" + p);
                assertThat(result.getSpans()).singleElement().extracting(TextSpan::getText)
                        .isEqualTo("Request " + i + " of producer " + p + ".");
            }
        }
    }

    @Test
    void theSameIdTwiceIsSpokenOnce() {
        stranger.send(request("twice", "Once is enough.").build());
        stranger.send(request("twice", "Once is enough.").build());
        stranger.result("twice");
        stranger.send(request("after twice", "Then something else.").build());
        stranger.result("after twice");

        assertThat(stranger.records(Topic.RESULTS.topicName(), "twice")).hasSize(1);
        assertThat(completions("twice")).hasSize(1);
    }

    @Test
    void anUndecodableRecordGoesToTheDeadLettersAndTheNextOneIsSpoken() {
        stranger.send(Topic.REQUESTS.topicName(), "broken",
                "{\"text\": \"not Avro\"}".getBytes(StandardCharsets.UTF_8));
        stranger.send(request("next", "The next one is fine.").build());

        var letter = stranger.records(Topic.DEAD_LETTERS.topicName(), "broken").getFirst();
        var refused = stranger.result("broken");

        assertThat(stranger.result("next").getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(new String(letter.value(), StandardCharsets.UTF_8)).isEqualTo("{\"text\": \"not Avro\"}");
        assertThat(Stranger.header(letter.headers(), Headers.DEAD_TOPIC)).isEqualTo(Topic.REQUESTS.topicName());
        assertThat(Stranger.header(letter.headers(), Headers.DEAD_REASON)).contains("SpeechRequest");
        assertThat(refused.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(refused.getReason()).contains(Reason.UNDECODABLE);
    }

    @Test
    void whatTheRulesRefuseFailsWithTheirWords() {
        stranger.send(request("refused", "Hello.").setCfgScale(-1).build());

        var result = stranger.result("refused");

        assertThat(result.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.getReason()).contains(Reason.INVALID_REQUEST);
        assertThat(result.getMessage()).contains("cfg_scale must be a positive number");
    }

    @Test
    void anUnknownVoiceFallsBackAndSaysSo() {
        stranger.send(request("voice", "Who am I?").setVoice("Nobody at all").build());

        var result = stranger.result("voice");

        assertThat(result.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(result.getWarnings()).anyMatch(warning -> warning.contains("Nobody at all"));
        assertThat(result.getVoices()).isNotEmpty();
        assertThat(result.getEngine()).contains("preview");
    }

    @Test
    void aDialogueIsSpokenTurnByTurn() {
        stranger.send(SpeechRequest.newBuilder().setId("dialogue")
                .setScript(List.of(new ScriptLine("1", "How are you?"), new ScriptLine("2", "Very well, thank you.")))
                .build());

        var result = stranger.result("dialogue");

        assertThat(result.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(result.getSpans().stream().map(TextSpan::getText).collect(Collectors.joining(" ")))
                .contains("How are you?", "Very well, thank you.");
    }

    @Test
    void aRequestThatIsTooLateTimesOut() {
        stranger.send(
                request("late", "Nobody waits for this any more.").setDeadline(Instant.now().minusSeconds(1)).build());

        var result = stranger.result("late");

        assertThat(result.getOutcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(result.getReason()).contains(Reason.DEADLINE_EXCEEDED);
    }

    @Test
    void inlineAudioIsInTheResultItself() {
        stranger.send(request("inline", "No store is needed for this.").setDelivery(Delivery.INLINE).build());

        var result = stranger.result("inline");

        assertThat(result.getAudio().orElseThrow().remaining()).isGreaterThan(1_000);
        assertThat(result.getUrl()).isEmpty();
        assertThat(result.getContentType()).contains("audio/mpeg");
    }

    @Test
    void aNodeClientSpeaksToThePipelineThroughTheServedSchemas() throws Exception {
        var lines = Node.run("results.js", broker.bootstrapServers(), pipeline.url().toString(),
                "node-1,node-2,node-3");

        assertThat(lines).hasSize(3)
                .allMatch(line -> line.contains("\"outcome\":\"COMPLETED\"") && line.contains("It has two sentences."));
    }
}
