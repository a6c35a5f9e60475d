package io.vibestream.assembler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vibestream.assembler.store.AudioStore;
import io.vibestream.assembler.store.ObjectKey;
import io.vibestream.assembler.store.Stored;
import io.vibestream.schemas.CaptionFile;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Headers;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.Refusal;
import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.TextSpan;
import io.vibestream.schemas.Timings;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.TrackFormat;
import java.net.URI;
import java.nio.file.Path;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssemblerTopologyTest {

    @TempDir
    private Path directory = Path.of("");
    private AssemblerDriver driver = new AssemblerDriver(directory, Optional.empty());

    /** Stores nothing, and answers as it is told. */
    private record PretendedStore(Stored answer, List<String> keys) implements AudioStore {

        @Override
        public Stored store(ObjectKey key, Path file, String contentType) {
            keys.add(key + " " + contentType);
            return answer;
        }

        @Override
        public void close() {}
    }

    /** Stores sound and no captions. */
    private record StoreOfSound() implements AudioStore {

        @Override
        public Stored store(ObjectKey key, Path file, String contentType) {
            return contentType.startsWith("audio/")
                    ? new Stored.Available(URI.create("https://audio.example/x"))
                    : new Stored.Failed("503 slow down");
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void restartInTheDirectory() {
        use(Optional.empty());
    }

    private void use(Optional<AudioStore> store) {
        driver.close();
        driver = new AssemblerDriver(directory, store);
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private SpeechResult onlyResult() {
        assertThat(driver.results()).hasSize(1);
        return driver.results().getFirst();
    }

    private static ChunkEvent ofSamples(String id, int chunk, int samples) {
        return Speech.segment(id, chunk, "a", 0, new short[samples]);
    }

    private static ChunkEvent ends(String id, int chunk, int segments, int samples) {
        var end = (ChunkCompleted) Speech.completed(id, chunk, "a", List.of()).getEvent();
        return new ChunkEvent(id, chunk, "a",
                ChunkCompleted.newBuilder(end).setSegments(segments).setSamples(samples).build());
    }

    @Test
    void theResultSaysWhatIsKnownOfTheSpeech() {
        driver.send(Speech.plan("r", 3).setSilenceMillis(40).setMetadata(Map.of("tenant", "a")).build());
        driver.pass(Duration.ofSeconds(2));
        driver.send(List.of(ofSamples("r", 0, 24_000), ends("r", 0, 1, 24_000), ends("r", 1, 0, 0),
                ofSamples("r", 2, 12_000), ends("r", 2, 1, 12_000)));

        var result = onlyResult();

        assertThat(result.getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(result.getContentType()).contains("audio/pcm");
        assertThat(result.getDurationSeconds()).isEqualTo((24_000 + 960 + 12_000) / 24_000.0);
        assertThat(result.getSpans()).containsExactly(new TextSpan(0, "Chunk 0.", 0.0, 1.0),
                new TextSpan(1, "Chunk 1.", 1.0, 1.0), new TextSpan(2, "Chunk 2.", 1.04, 1.54));
        assertThat(result.getVoices()).containsExactly("Alice");
        assertThat(result.getEngine()).contains("preview");
        assertThat(result.getSeed()).isEqualTo(7);
        assertThat(result.getMetadata()).isEqualTo(Map.of("tenant", "a"));
        assertThat(result.getWarnings()).isEmpty();
        var timings = result.getTimings().orElseThrow();
        assertThat(timings.getPlanningMillis()).isEqualTo(30);
        assertThat(timings.getWaitingMillis()).isEqualTo(100);
        assertThat(timings.getFirstSegmentMillis()).isEqualTo(150);
        assertThat(timings.getSynthesisMillis()).isEqualTo(802);
        assertThat(timings.getTotalMillis()).isBetween(2030L, 2200L);
    }

    @Test
    void theStatusFollowsTheChunks() {
        driver.send(Speech.plan("r", 3).build());

        for (int chunk : List.of(2, 0, 1)) {
            driver.send(List.of(ofSamples("r", chunk, 10), ends("r", chunk, 1, 10)));
        }

        assertThat(driver.statuses()).extracting(RequestStatus::getState, RequestStatus::getChunksSpoken,
                RequestStatus::getChunks, RequestStatus::getSecondsSpoken).containsExactly(
                        tuple(RequestState.SPEAKING, 1, 3, 10 / 24_000.0),
                        tuple(RequestState.SPEAKING, 2, 3, 20 / 24_000.0),
                        tuple(RequestState.COMPLETED, 3, 3, 30 / 24_000.0));
        assertThat(driver.statuses().getLast().getResult()).contains(onlyResult());
    }

    @Test
    void aStoredTrackIsALink() {
        var keys = new ArrayList<String>();
        use(Optional.of(new PretendedStore(new Stored.Available(URI.create("https://audio.example/x")), keys)));

        driver.send(Speech.plan("r", 1).setDelivery(Delivery.BOTH).setName("book").setFormat(TrackFormat.WAV).build());
        driver.send(List.of(ofSamples("r", 0, 10), ends("r", 0, 1, 10)));

        assertThat(onlyResult().getUrl()).contains("https://audio.example/x");
        assertThat(onlyResult().getObjectKey()).contains("book_r.wav");
        assertThat(onlyResult().getAudio().orElseThrow().remaining()).isEqualTo(44 + 20);
        assertThat(keys).containsExactly("book_r.wav audio/wav");
        assertThat(driver.statuses().getLast().getResult().orElseThrow().getAudio()).isEmpty();
    }

    @Test
    void captionsAreStoredBesideTheirTrack() {
        var keys = new ArrayList<String>();
        use(Optional.of(new PretendedStore(new Stored.Available(URI.create("https://audio.example/x")), keys)));

        driver.send(Speech.plan("r", 1).setDelivery(Delivery.STORE).setFormat(TrackFormat.WAV)
                .setCaptions(List.of(CaptionFormat.VTT, CaptionFormat.SRT, CaptionFormat.VTT)).build());
        driver.send(List.of(ofSamples("r", 0, 2400), ends("r", 0, 1, 2400)));

        assertThat(keys).containsExactly("speech_r.wav audio/wav", "speech_r.vtt text/vtt; charset=utf-8",
                "speech_r.srt application/x-subrip");
        assertThat(onlyResult().getCaptions()).containsExactly(
                new CaptionFile(CaptionFormat.VTT, "https://audio.example/x", "speech_r.vtt", null),
                new CaptionFile(CaptionFormat.SRT, "https://audio.example/x", "speech_r.srt", null));
    }

    @Test
    void captionsComeInTheResultWhereTheTrackDoes() {
        driver.send(Speech.plan("r", 2).setSilenceMillis(40).setCaptions(List.of(CaptionFormat.SRT)).build());
        driver.send(List.of(ofSamples("r", 0, 2400), ends("r", 0, 1, 2400), ofSamples("r", 1, 2400),
                ends("r", 1, 1, 2400)));

        assertThat(onlyResult().getCaptions()).containsExactly(new CaptionFile(CaptionFormat.SRT, null, null, """
                1
                00:00:00,000 --> 00:00:00,100
                Chunk 0.

                2
                00:00:00,140 --> 00:00:00,240
                Chunk 1.

                """));
    }

    @Test
    void captionsThatCannotBeStoredComeInTheResultWithAWarning() {
        use(Optional.of(new StoreOfSound()));

        driver.send(Speech.plan("r", 1).setDelivery(Delivery.STORE).setFormat(TrackFormat.WAV)
                .setCaptions(List.of(CaptionFormat.SRT)).build());
        driver.send(List.of(ofSamples("r", 0, 2400), ends("r", 0, 1, 2400)));

        assertThat(onlyResult().getUrl()).isPresent();
        assertThat(onlyResult().getCaptions()).singleElement().satisfies(file -> {
            assertThat(file.getUrl()).isEmpty();
            assertThat(file.getText().orElseThrow()).contains("Chunk 0.");
        });
        assertThat(onlyResult().getWarnings()).containsExactly("captions not stored, delivered inline: 503 slow down");
    }

    @Test
    void aStoreThatFailsIsNamedInTheResult() {
        use(Optional.of(new PretendedStore(new Stored.Failed("403 SignatureDoesNotMatch"), new ArrayList<>())));

        driver.send(Speech.plan("r", 1).setDelivery(Delivery.STORE).build());
        driver.send(List.of(ofSamples("r", 0, 10), ends("r", 0, 1, 10)));

        assertThat(onlyResult().getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(onlyResult().getAudio()).isPresent();
        assertThat(onlyResult().getWarnings())
                .containsExactly("not stored, delivered inline: 403 SignatureDoesNotMatch");
    }

    @Test
    void aCallersStoreKeepsNobodyElseWaiting() {
        var waiting = new ArrayList<Runnable>();
        driver.handOverOn(waiting::add);
        driver.send(Speech.plan("slow", 1).setDelivery(Delivery.STORE).setSealedStore(ByteBuffer.allocate(50)).build());
        driver.send(List.of(ofSamples("slow", 0, 10), ends("slow", 0, 1, 10)));

        driver.send(Speech.plan("r", 1).build());
        driver.send(List.of(ofSamples("r", 0, 10), ends("r", 0, 1, 10)));

        assertThat(onlyResult().getRequestId()).isEqualTo("r");
        waiting.forEach(Runnable::run);
        driver.pass(Duration.ofSeconds(1));
        var slow = driver.results().getLast();
        assertThat(slow.getRequestId()).isEqualTo("slow");
        assertThat(slow.getReason()).contains(Reason.STORE_FAILED);
        assertThat(slow.getMessage())
                .contains("s3Config: the assembler has no STORE_SECRET to open it with");
        assertThat(slow.getAudio()).isEmpty();
    }

    @Test
    void aRefusedRequestFailsWithItsReason() {
        driver.send(Speech.plan("r", 0).setRefusal(new Refusal(Reason.INVALID_REQUEST, "no words")).build());

        assertThat(onlyResult().getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(onlyResult().getReason()).contains(Reason.INVALID_REQUEST);
        assertThat(onlyResult().getMessage()).contains("no words");
    }

    @Test
    void aRequestThatRunsOutOfTimeSaysHowFarItCame() {
        driver.send(Speech.plan("r", 2).build());
        driver.send(List.of(ofSamples("r", 0, 10), ends("r", 0, 1, 10)));
        driver.pass(Speech.TIME_TO_LIVE.minusSeconds(1));
        assertThat(driver.results()).isEmpty();

        driver.pass(Duration.ofSeconds(2));

        assertThat(onlyResult().getOutcome()).isEqualTo(Outcome.TIMED_OUT);
        assertThat(onlyResult().getMessage())
                .contains("not finished by 2026-11-23T13:00:00Z: 1 of 2 chunks were spoken");
    }

    @Test
    void aWorkersDeadlineIsTheRequestsTimeOut() {
        driver.send(Speech.plan("r", 1).build());

        driver.send(Speech.failed("r", 0, Reason.DEADLINE_EXCEEDED));

        assertThat(onlyResult().getOutcome()).isEqualTo(Outcome.TIMED_OUT);
    }

    @Test
    void aCancellationBeforeThePlanWaitsForIt() {
        driver.send(Speech.cancellation("r"));
        assertThat(driver.results()).isEmpty();

        driver.send(Speech.plan("r", 2).build());

        assertThat(onlyResult().getOutcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(onlyResult().getMessage()).contains("the caller went away");
    }

    @Test
    void segmentsThatDoNotAddUpFailTheRequest() {
        driver.send(Speech.plan("r", 1).build());

        driver.send(List.of(ofSamples("r", 0, 10), ends("r", 0, 1, 11)));

        assertThat(onlyResult().getReason()).contains(Reason.ENGINE_FAILED);
        assertThat(onlyResult().getMessage()).contains("chunk 0: expected 11 samples in 1 segments, found 10");
    }

    @Test
    void aRequestWithoutAnySoundFails() {
        driver.send(Speech.plan("r", 1).build());

        driver.send(ends("r", 0, 0, 0));

        assertThat(onlyResult().getMessage()).contains("no chunk has any sound");
    }

    @Test
    void whatTheFormatDoesNotAllowIsSaid() {
        driver.send(Speech.plan("r", 1).setFormat(TrackFormat.OPUS).setSampleRate(44_100).build());

        driver.send(List.of(ofSamples("r", 0, 10), ends("r", 0, 1, 10)));

        assertThat(onlyResult().getReason()).contains(Reason.ENCODING_FAILED);
        assertThat(onlyResult().getMessage().orElseThrow()).contains("OPUS").endsWith("found 44100");
    }

    @Test
    void theReplyGoesWhereItWasAskedFor() {
        driver.topicSizes.put("tts.results.books", 1 << 20);

        driver.send(Speech.plan("r", 0).setReplyTopic("tts.results.books").build());

        assertThat(driver.results("tts.results.books")).hasSize(1);
        assertThat(driver.results()).isEmpty();
    }

    @Test
    void aReplyTopicThatIsNotThereIsSaidToEverybody() {
        driver.send(Speech.plan("r", 0).setReplyTopic("tts.results.books").build());

        assertThat(onlyResult().getWarnings())
                .containsExactly("reply topic 'tts.results.books' does not exist: sent to tts.results");
    }

    @Test
    void anUndecodableEventFailsItsRequestAndTheNextIsServed() {
        driver.send(Speech.plan("r", 1).build());
        driver.send(Speech.plan("s", 1).build());

        driver.send(Topic.AUDIO, "r", "no avro".getBytes(UTF_8));
        driver.send(List.of(ofSamples("s", 0, 10), ends("s", 0, 1, 10)));

        assertThat(driver.results()).extracting(SpeechResult::getRequestId, SpeechResult::getOutcome).containsExactly(
                tuple("r", Outcome.FAILED),
                tuple("s", Outcome.COMPLETED));
        var letter = driver.deadLetters().getFirst();
        assertThat(letter.value()).isEqualTo("no avro".getBytes(UTF_8));
        assertThat(letter.key()).isEqualTo("r".getBytes(UTF_8));
        assertThat(new String(letter.headers().lastHeader(Headers.DEAD_TOPIC).value(), UTF_8)).isEqualTo("tts.audio");
        assertThat(new String(letter.headers().lastHeader(Headers.DEAD_REASON).value(), UTF_8))
                .startsWith("ChunkEvent: expected Confluent's wire format");
    }

    @Test
    void anUndecodablePlanStillGetsAResult() {
        driver.send(Topic.PLANS, "r", new byte[]{0, 0, 0, 0, 1});

        assertThat(onlyResult().getReason()).contains(Reason.UNDECODABLE);
        assertThat(driver.deadLetters()).hasSize(1);
    }

    @Test
    void anEventOfAChunkThatThereIsNotIsADeadLetter() {
        driver.send(Speech.plan("r", 1).build());

        driver.send(ofSamples("r", 1, 10));

        assertThat(driver.deadLetters()).hasSize(1);
        assertThat(onlyResult().getReason()).contains(Reason.UNDECODABLE);
    }

    @Test
    void soundWithoutAPlanIsForgottenAfterADay() {
        driver.send(ofSamples("r", 0, 10));
        driver.pass(Duration.ofHours(23));
        assertThat(driver.contents(StoreName.SEGMENTS)).hasSize(1);

        driver.pass(Duration.ofHours(2));

        for (var store : StoreName.values()) {
            assertThat(driver.contents(store)).as("%s", store).isEmpty();
        }
        assertThat(driver.results()).isEmpty();
    }

    @Test
    void aTrackThatAProcessLeftUnfinishedIsFinishedByTheNext() {
        driver.assembleOn(_ -> {
            // Begun, and never finished.
        });
        driver.send(Speech.plan("r", 1).build());
        driver.send(List.of(ofSamples("r", 0, 10), ends("r", 0, 1, 10)));
        driver.send(Speech.cancellation("r"));
        driver.pass(Speech.TIME_TO_LIVE.plusSeconds(1));
        assertThat(driver.results()).isEmpty();

        driver.assembleOn(Runnable::run);
        driver.pass(Duration.ofSeconds(2));

        assertThat(onlyResult().getOutcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void aTrackThatTakesItsTimeKeepsNobodyElseWaiting() {
        var work = new ArrayList<Runnable>();
        driver.assembleOn(work::add);
        driver.send(Speech.plan("long", 1).build());
        driver.send(List.of(ofSamples("long", 0, 10), ends("long", 0, 1, 10)));
        driver.send(Speech.plan("refused", 0).build());
        assertThat(driver.results()).extracting(SpeechResult::getRequestId).containsExactly("refused");

        work.forEach(Runnable::run);
        driver.pass(Duration.ofSeconds(1));

        assertThat(work).hasSize(1);
        assertThat(driver.results()).extracting(SpeechResult::getRequestId).containsExactly("refused", "long");
    }

    @Test
    void storesOnDiskDoTheSame() {
        driver.close();
        driver = new AssemblerDriver(directory, Optional.empty(), Stores::persistentKeyValueStore);
        driver.send(Speech.plan("r", 2).build());
        driver.send(List.of(ofSamples("r", 1, 10), ends("r", 1, 1, 10), ofSamples("r", 0, 20)));
        driver.restart();

        driver.send(ends("r", 0, 1, 20));

        assertThat(onlyResult().getDurationSeconds()).isEqualTo((20 + 24 + 10) / 24_000.0);
        for (var store : List.of(StoreName.PLANS, StoreName.TAKES, StoreName.SEGMENTS)) {
            assertThat(driver.contents(store)).as("%s", store).isEmpty();
        }
    }

    @Test
    void theClockOfTheResultIsTheServices() {
        driver.pass(Duration.ofMinutes(5));

        driver.send(Speech.plan("r", 0).build());

        assertThat(onlyResult().getFinishedAt()).isBetween(Instant.parse("2026-11-23T12:05:00Z"),
                Instant.parse("2026-11-23T12:05:01Z"));
        assertThat(onlyResult().getTimings().map(Timings::getTotalMillis).orElseThrow()).isGreaterThan(300_000);
    }
}
