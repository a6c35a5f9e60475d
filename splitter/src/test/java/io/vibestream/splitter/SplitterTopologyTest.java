package io.vibestream.splitter;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Headers;
import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.Refusal;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.Solver;
import io.vibestream.schemas.SpeechChunk;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.TrackFormat;
import io.vibestream.schemas.VoicedLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SplitterTopologyTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant SENT = NOON.minusSeconds(3);

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final Codecs codecs = new Codecs(registry::register, registry::find);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SplitterSettings settings = SplitterSettings
            .from(SettingsTable.of(SplitterSettings.SETTINGS).read(Map.of("MAX_REQUEST_CHARS", "1000000")));
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> requests;

    @TempDir
    private Path stateDir;

    /** A record of a topic, decoded. */
    private record Produced<T>(String key, T value) {}

    @BeforeEach
    void start() {
        start(settings);
    }

    private void start(SplitterSettings with) {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "splitter");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        var topology = new SplitterTopology(with, codecs, new SplitterMetrics(meters), () -> NOON).build();
        driver = new TopologyTestDriver(topology, properties, NOON);
        requests = driver.createInputTopic(Topic.REQUESTS.topicName(), new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private static SpeechRequest.Builder request(String id) {
        return SpeechRequest.newBuilder().setId(id).setText("Good morning.");
    }

    private void send(SpeechRequest request) {
        send(request, new RecordHeaders());
    }

    private void send(SpeechRequest request, RecordHeaders headers) {
        send(request.getId().getBytes(StandardCharsets.UTF_8), codecs.requests().encode(request), headers);
    }

    private void send(byte[] key, byte[] value, RecordHeaders headers) {
        requests.pipeInput(new TestRecord<>(key, value, headers, SENT));
    }

    private List<TestRecord<byte[], byte[]>> raw(Topic topic) {
        return driver.createOutputTopic(topic.topicName(), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private <T> List<Produced<T>> read(Topic topic, Codec<T> codec) {
        return raw(topic).stream().map(record -> new Produced<>(text(record.key()), codec.decode(record.value())))
                .toList();
    }

    private List<SpeechPlan> plans() {
        return read(Topic.PLANS, codecs.plans()).stream().map(Produced::value).toList();
    }

    private List<Produced<SpeechChunk>> chunks(Topic lane) {
        return read(lane, codecs.chunks());
    }

    private List<TestRecord<byte[], byte[]>> everythingBut(Topic... topics) {
        return Stream.of(Topic.STATUS, Topic.PLANS, Topic.CHUNKS_INTERACTIVE, Topic.CHUNKS_BULK, Topic.DEAD_LETTERS)
                .filter(topic -> !List.of(topics).contains(topic)).flatMap(topic -> raw(topic).stream()).toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static RecordHeaders replyTo(String topic) {
        var headers = new RecordHeaders();
        headers.add(Headers.REPLY_TO, topic.getBytes(StandardCharsets.UTF_8));
        return headers;
    }

    @Test
    void plansWhatARequestAsksFor() {
        send(request("r-1").setText(null)
                .setScript(List.of(new ScriptLine("1", "One two. Three four."), new ScriptLine("2", "早上好。")))
                .setVoice("Carter").setVoices(Map.of("2", "Frank")).setCfgScale(1.5).setSteps(20).setSolver(Solver.SDE)
                .setSeed(42L).setDisablePrefill(true).setFormat(TrackFormat.FLAC).setBitrateKbps(64)
                .setSampleRate(48_000).setLoudness(null).setSilenceMillis(250).setChunkLimits(new ChunkLimits(16, 0))
                .setCreatedAt(SENT.minusSeconds(1)).setDeadline(NOON.plusSeconds(60)).setDelivery(Delivery.BOTH)
                .setSealedStore(ByteBuffer.wrap(new byte[]{1, 2, 3}))
                .setReplyTopic("tts.results.books").setTitle("Chapter 1").setName("book")
                .setMetadata(Map.of("tenant", "a")).build());

        assertThat(plans()).containsExactly(SpeechPlan.newBuilder().setRequestId("r-1")
                .setChunks(List.of(planned(0, new ScriptLine("1", "One two.")),
                        planned(1, new ScriptLine("1", "Three four."), new ScriptLine("2", "早上好。"))))
                .setVoice("Carter").setSeed(42).setFormat(TrackFormat.FLAC).setBitrateKbps(64).setSampleRate(48_000)
                .setLoudness(null).setSilenceMillis(250).setPriority(Priority.INTERACTIVE).setDelivery(Delivery.BOTH)
                .setSealedStore(ByteBuffer.wrap(new byte[]{1, 2, 3}))
                .setReplyTopic("tts.results.books").setTitle("Chapter 1").setName("book")
                .setMetadata(Map.of("tenant", "a")).setCreatedAt(SENT.minusSeconds(1)).setPlannedAt(NOON)
                .setDeadline(NOON.plusSeconds(60)).build());
        assertThat(chunks(Topic.CHUNKS_INTERACTIVE)).containsExactly(
                new Produced<>("r-1/0", chunk(0, new VoicedLine("1", "Carter", "One two."))),
                new Produced<>("r-1/1", chunk(1, new VoicedLine("1", "Carter", "Three four."),
                        new VoicedLine("2", "Frank", "早上好。"))));
        assertThat(read(Topic.STATUS, codecs.statuses())).containsExactly(
                new Produced<>("r-1", new RequestStatus("r-1", RequestState.PLANNED, 2, 0, 0.0, NOON, null)));
        assertThat(raw(Topic.DEAD_LETTERS)).isEmpty();
    }

    private static PlannedChunk planned(int index, ScriptLine... lines) {
        return PlannedChunk.newBuilder().setIndex(index).setLines(List.of(lines)).build();
    }

    private static SpeechChunk chunk(int index, VoicedLine... lines) {
        return SpeechChunk.newBuilder().setRequestId("r-1").setIndex(index).setCount(2).setLines(List.of(lines))
                .setCfgScale(1.5).setSteps(20).setSolver(Solver.SDE).setSeed(42).setDisablePrefill(true)
                .setPlannedAt(NOON).setDeadline(NOON.plusSeconds(60)).build();
    }

    @Test
    void decidesWhatTheRequestLeavesOpen() {
        send(request("r-1").build());

        var plan = plans().getFirst();
        assertThat(plan.getVoice()).isEqualTo("Alice");
        assertThat(plan.getSilenceMillis()).isEqualTo(40);
        assertThat(plan.getLoudness()).hasValue(-20.0);
        assertThat(plan.getReplyTopic()).isEmpty();
        assertThat(plan.getCreatedAt()).isEqualTo(SENT);
        assertThat(plan.getDeadline()).isEqualTo(SENT.plus(Duration.ofDays(1)));
        assertThat(chunks(Topic.CHUNKS_INTERACTIVE)).singleElement().satisfies(chunk -> {
            assertThat(chunk.value().getLines()).containsExactly(new VoicedLine("1", "Alice", "Good morning."));
            assertThat(chunk.value().getSeed()).isEqualTo(plan.getSeed());
            assertThat(chunk.value().getDeadline()).isEqualTo(plan.getDeadline());
        });
    }

    @Test
    void derivesTheSeedFromTheId() {
        send(request("r-1").build());
        send(request("r-2").build());

        // The first 53 bits of the ids' SHA-256: the same for ever, or a repeated request would speak differently.
        assertThat(plans()).extracting(SpeechPlan::getSeed).containsExactly(5839845277022414L, 1165448779826108L);
    }

    @Test
    void saysTextWithTheVoiceOfItsOnlySpeaker() {
        send(request("r-1").setVoice(" ").setVoices(Map.of("1", "Maya")).build());

        assertThat(plans()).extracting(SpeechPlan::getVoice).containsExactly("Maya");
    }

    @Test
    void takesTheNameOfASpeakerForTheVoice() {
        send(request("r-1").setText(null).setVoice("Carter").setVoices(Map.of("Bob", "Frank"))
                .setScript(List.of(new ScriptLine("Maya", "One."), new ScriptLine("Bob", "Two."),
                        new ScriptLine("2", "Three.")))
                .build());

        assertThat(chunks(Topic.CHUNKS_INTERACTIVE)).singleElement()
                .satisfies(chunk -> assertThat(chunk.value().getLines()).extracting(VoicedLine::getVoice)
                        .containsExactly("Maya", "Frank", "Carter"));
    }

    @Test
    void putsPausesIntoThePlanAndTakesTheirMarksOutOfTheText() {
        send(request("r-1").setText("[pause:1s]One.[pause:500ms] Two.\n\nThree.<break time=\"2s\"/>")
                .setParagraphPauseMillis(700).build());

        assertThat(plans()).singleElement().satisfies(plan -> {
            assertThat(plan.getChunks()).extracting(PlannedChunk::getPauseMillis).containsExactly(Optional.of(1000),
                    Optional.of(500), Optional.of(700));
            assertThat(plan.getEndPauseMillis()).isEqualTo(2000);
        });
        assertThat(chunks(Topic.CHUNKS_INTERACTIVE)).extracting(chunk -> chunk.value().getLines().getFirst().getText())
                .containsExactly("One.", "Two.", "Three.");
    }

    @Test
    void cutsOnlyTheFirstChunkAfterAPauseFromTheOneBefore() {
        send(request("r-1").setText("One two. Three four. [pause:1s] Five six. Seven eight.")
                .setChunkLimits(new ChunkLimits(12, 0)).build());

        assertThat(plans().getFirst().getChunks()).extracting(PlannedChunk::getPauseMillis).containsExactly(
                Optional.empty(), Optional.empty(), Optional.of(1000), Optional.empty());
    }

    @Test
    void tellsWhereSentencesEndWhenCaptionsAreWished() {
        var script = List.of(new ScriptLine("1", "Mr. Fox 😀 ran. He fell! Oh"), new ScriptLine("2", "No. Why?"));
        send(request("r-1").setText(null).setScript(script).setCaptions(List.of(CaptionFormat.VTT)).build());
        send(request("r-2").setText(null).setScript(script).build());

        var plans = plans();
        assertThat(plans).extracting(SpeechPlan::getCaptions).containsExactly(List.of(CaptionFormat.VTT), List.of());
        assertThat(plans.get(0).getChunks().getFirst().getSentenceEnds()).containsExactly(14, 23, 26, 29);
        assertThat(plans.get(1).getChunks().getFirst().getSentenceEnds()).isEmpty();
    }

    @Test
    void refusesMoreSilenceThanAnHour() {
        send(request("r-1").setText("One. [pause:60s]".repeat(61)).build());

        assertThat(plans().getFirst().getRefusal().map(Refusal::getMessage))
                .contains("The pauses come to 3660000 ms; expected at most 3600000");
    }

    @Test
    void bringsAClockThatIsAheadBackToThePresent() {
        send(request("r-1").setCreatedAt(NOON.plus(Duration.ofDays(400)))
                .setDeadline(Instant.ofEpochMilli(Long.MAX_VALUE))
                .build());

        assertThat(plans()).singleElement().satisfies(plan -> {
            assertThat(plan.getCreatedAt()).isEqualTo(NOON);
            assertThat(plan.getDeadline()).isEqualTo(NOON.plus(Duration.ofDays(7)));
        });
    }

    @Test
    void stampsWhatItProducesWithThePresent() {
        send(request("r-1").build());

        assertThat(everythingBut()).isNotEmpty()
                .allSatisfy(record -> assertThat(record.timestamp()).isEqualTo(NOON.toEpochMilli()));
    }

    @Test
    void putsBulkWorkIntoItsOwnLane() {
        send(request("r-1").setPriority(Priority.BULK).build());

        assertThat(chunks(Topic.CHUNKS_BULK)).extracting(Produced::key).containsExactly("r-1/0");
        assertThat(chunks(Topic.CHUNKS_INTERACTIVE)).isEmpty();
    }

    @Test
    void dropsARepeatedId() {
        send(request("r-1").build());
        everythingBut();

        send(request("r-1").setText("Something else.").build());

        assertThat(everythingBut()).isEmpty();
        assertThat(meters.counter("vibestream.splitter.requests", "outcome", "repeated").count()).isOne();
    }

    @Test
    void plansARecordAgainThatKafkaDeliversAgain() {
        driver.getWindowStore(SeenIds.STORE).put("r-1", 0L, NOON.minusSeconds(1).toEpochMilli()); // before the crash

        send(request("r-1").build()); // offset 0

        assertThat(plans()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"23, 0", "25, 1"})
    void remembersIdsForADay(int hours, int plans) {
        driver.getWindowStore(SeenIds.STORE).put("r-1", 77L, NOON.minus(Duration.ofHours(hours)).toEpochMilli());

        send(request("r-1").build());

        assertThat(plans()).hasSize(plans);
    }

    @Test
    void refusesWithAPlanAndNoWork() {
        send(request("r-1").setText("  ").setReplyTopic("tts.results.books").setMetadata(Map.of("k", "v")).build());

        assertThat(plans()).singleElement().satisfies(plan -> {
            assertThat(plan.getRequestId()).isEqualTo("r-1");
            assertThat(plan.getRefusal()).hasValueSatisfying(refusal -> {
                assertThat(refusal.getReason()).isEqualTo(Reason.INVALID_REQUEST);
                assertThat(refusal.getMessage()).isEqualTo("Missing or empty 'text' parameter");
            });
            assertThat(plan.getChunks()).isEmpty();
            assertThat(plan.getReplyTopic()).hasValue("tts.results.books");
            assertThat(plan.getMetadata()).containsExactly(Map.entry("k", "v"));
        });
        assertThat(everythingBut(Topic.PLANS)).isEmpty();
    }

    @Test
    void sendsTheResultWhereTheHeaderSays() {
        send(request("r-1").setReplyTopic("tts.results.field").build(), replyTo("tts.results.header"));

        assertThat(plans()).extracting(SpeechPlan::getReplyTopic).containsExactly(Optional.of("tts.results.header"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tts.status", "elsewhere", "", "tts.results/../x"})
    void refusesReplyTopicsThatAreNotAllowedAndAnswersOnTheUsualOne(String topic) {
        send(request("r-1").build(), replyTo(topic));

        assertThat(plans()).singleElement().satisfies(plan -> {
            assertThat(plan.getRefusal()).isPresent();
            assertThat(plan.getReplyTopic()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"héllo wörld", "../../etc/passwd", "日本/😀", "%00?&=#", "  spaced ", "r-1/0"})
    void keepsIdsAsTheyAre(String id) {
        send(request(id).build());

        assertThat(read(Topic.PLANS, codecs.plans())).singleElement().satisfies(plan -> {
            assertThat(plan.key()).isEqualTo(id);
            assertThat(plan.value().getRequestId()).isEqualTo(id);
            assertThat(plan.value().getRefusal()).isEmpty();
        });
        assertThat(chunks(Topic.CHUNKS_INTERACTIVE)).extracting(Produced::key).containsExactly(id + "/0");
    }

    @Test
    void goesByTheIdInTheRequestWhateverTheKeyIs() {
        send(new byte[]{(byte) 0xff}, codecs.requests().encode(request("r-1").build()), new RecordHeaders());
        requests.pipeInput(codecs.requests().encode(request("r-2").build()));

        assertThat(read(Topic.PLANS, codecs.plans())).extracting(Produced::key).containsExactly("r-1", "r-2");
    }

    @Test
    void refusesIdsThatAreNone() {
        send(request("x".repeat(201)).build());
        send(request("a\nb").build());

        assertThat(plans()).hasSize(2).allSatisfy(plan -> assertThat(plan.getRefusal()).isPresent());
    }

    @Test
    void putsARequestWithoutAnIdAside() {
        send(request(" ").build());

        assertThat(raw(Topic.DEAD_LETTERS)).hasSize(1);
        assertThat(plans()).isEmpty();
    }

    @Test
    void putsWhatItCannotReadAsideAndGoesOn() {
        var garbage = "{\"text\": \"not Avro\"}".getBytes(StandardCharsets.UTF_8);
        var headers = new RecordHeaders().add("traceparent", new byte[]{1});

        send(new byte[]{(byte) 0xff}, garbage, new RecordHeaders(headers));
        send(request("r-2").build());

        assertThat(raw(Topic.DEAD_LETTERS)).singleElement().satisfies(letter -> {
            assertThat(letter.key()).containsExactly(0xff);
            assertThat(letter.value()).isEqualTo(garbage);
            assertThat(header(letter, Headers.DEAD_TOPIC)).isEqualTo("tts.requests");
            assertThat(header(letter, Headers.DEAD_PARTITION)).isEqualTo("0");
            assertThat(header(letter, Headers.DEAD_OFFSET)).isEqualTo("0");
            assertThat(header(letter, Headers.DEAD_REASON)).contains("Confluent's wire format");
            assertThat(header(letter, Headers.DEAD_ATTEMPTS)).isEqualTo("1");
            assertThat(letter.headers().lastHeader("traceparent")).isNotNull();
        });
        assertThat(plans()).extracting(SpeechPlan::getRequestId).containsExactly("r-2");
        assertThat(meters.counter("vibestream.splitter.dead.letters").count()).isOne();
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        return text(record.headers().lastHeader(name).value());
    }

    @Test
    void tellsTheSenderOfARecordThatCannotBeReadWhenTheKeyIsAnId() {
        send("r-1".getBytes(StandardCharsets.UTF_8), new byte[]{0, 0, 0, 9, 9, 1}, replyTo("tts.results.books"));

        assertThat(raw(Topic.DEAD_LETTERS)).hasSize(1);
        assertThat(plans()).singleElement().satisfies(plan -> {
            assertThat(plan.getRequestId()).isEqualTo("r-1");
            assertThat(plan.getRefusal().orElseThrow().getReason()).isEqualTo(Reason.UNDECODABLE);
            assertThat(plan.getReplyTopic()).hasValue("tts.results.books");
            assertThat(plan.getDeadline()).isAfter(NOON);
        });
    }

    @Test
    void doesNotFailARequestThatIsAtWorkForGarbageUnderItsId() {
        send(request("r-1").build());
        everythingBut();

        send("r-1".getBytes(StandardCharsets.UTF_8), new byte[]{1}, new RecordHeaders());

        assertThat(raw(Topic.DEAD_LETTERS)).hasSize(1);
        assertThat(plans()).isEmpty();
    }

    @Test
    void putsARecordWithoutAValueAside() {
        requests.pipeInput(new TestRecord<>("r-1".getBytes(StandardCharsets.UTF_8), null, new RecordHeaders(), SENT));

        assertThat(raw(Topic.DEAD_LETTERS)).singleElement()
                .satisfies(letter -> assertThat(letter.value()).isNull());
        assertThat(plans()).hasSize(1);
    }

    @Test
    void refusesWhatItFailsToPlanAndGoesOn() {
        driver.close();
        start(new SplitterSettings("a", stateDir, new ChunkLimits(0, 0), 40, 0, "Alice", Duration.ofDays(1),
                Lexicon.EMPTY,
                settings.requestLimits())); // nobody can set this: it stands for a mistake of ours

        send(request("r-1").build());
        send(request("r-2").setChunkLimits(new ChunkLimits(100, 0)).build());

        assertThat(plans()).satisfiesExactly(
                failed -> assertThat(failed.getRefusal().orElseThrow().getReason()).isEqualTo(Reason.UNKNOWN),
                planned -> assertThat(planned.getChunks()).hasSize(1));
        assertThat(raw(Topic.DEAD_LETTERS)).singleElement().satisfies(letter -> assertThat(
                header(letter, Headers.DEAD_REASON)).isEqualTo("not planned: IllegalArgumentException"));
    }

    @Test
    void plansTextAsLongAsARecordTakes() {
        send(request("r-1").setText("Ten chars. ".repeat(95_000).substring(0, 1_000_000)).build());

        assertThat(raw(Topic.PLANS)).singleElement().satisfies(
                plan -> assertThat(plan.value()).hasSizeBetween(990_000, Topic.PLANS.maxRecordBytes()));
        assertThat(chunks(Topic.CHUNKS_INTERACTIVE)).extracting(Produced::key).hasSize(999);
    }

    @Test
    void refusesTextWhosePlanNoRecordTakes() {
        send(request("r-1").setText("a".repeat(1_000_000)).setChunkLimits(new ChunkLimits(110, 0)).build());

        assertThat(plans()).singleElement()
                .satisfies(plan -> assertThat(plan.getRefusal().orElseThrow().getMessage())
                        .matches("The request makes a record of \\d+ bytes on tts.plans; expected at most 1048588"));
        assertThat(everythingBut(Topic.PLANS)).isEmpty();
    }

    @Test
    void refusesTextThatMakesTooManyChunks() {
        send(request("r-1").setText("a".repeat(10_001)).setChunkLimits(new ChunkLimits(1, 0)).build());

        assertThat(plans()).singleElement()
                .satisfies(plan -> assertThat(plan.getRefusal().orElseThrow().getMessage())
                        .isEqualTo("The text makes 10001 chunks of at most 1 characters; expected at most 10000"));
    }

    @Test
    void tellsOfARefusalEvenWhenTheMetadataFillsARecord() {
        send(request("r-1").setMetadata(Map.of("k", "v".repeat(Topic.REQUESTS.maxRecordBytes() - 200))).build());

        assertThat(plans()).singleElement().satisfies(plan -> {
            assertThat(plan.getRefusal()).isPresent();
            assertThat(plan.getMetadata()).isEmpty();
        });
    }

    @Test
    void putsARequestAsideWhoseIdFillsARecord() {
        send(request("x".repeat(Topic.REQUESTS.maxRecordBytes() / 2)).build());

        assertThat(raw(Topic.DEAD_LETTERS)).hasSize(1);
        assertThat(plans()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-1, 1000", "5000, 1000", "400, 400"})
    void takesNoTimestampFromBeforeTimeOrFromTheFuture(long stamped, long taken) {
        var record = new ConsumerRecord<Object, Object>("t", 0, 0, stamped, null, 0, 0, "", "", new RecordHeaders(),
                Optional.empty());

        assertThat(SplitterTopology.sanely(() -> Instant.ofEpochMilli(1000)).extract(record, 0)).isEqualTo(taken);
    }
}
