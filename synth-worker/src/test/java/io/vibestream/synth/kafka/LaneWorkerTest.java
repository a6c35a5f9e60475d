package io.vibestream.synth.kafka;

import static io.vibestream.synth.kafka.ScriptedEngine.audio;
import static io.vibestream.synth.kafka.ScriptedEngine.fail;
import static io.vibestream.synth.kafka.ScriptedEngine.finish;
import static io.vibestream.synth.kafka.ScriptedEngine.pending;
import static io.vibestream.synth.kafka.TestCodecs.NOW;
import static io.vibestream.synth.kafka.TestCodecs.chunk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.ChunkFailed;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Headers;
import io.vibestream.schemas.SpeechChunk;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.Spoken;
import io.vibestream.synth.engine.Urgency;
import io.vibestream.synth.engine.Utterance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One lane's thread with everything but Kafka and a model, run in the test's thread until its lane is empty. */
@Timeout(60)
class LaneWorkerTest {

    private final Codecs codecs = TestCodecs.codecs();
    private final StopSignal stop = new StopSignal();
    private final FakeQueue queue = new FakeQueue(stop);
    private final ScriptedEngine engine = new ScriptedEngine(2, 0, this::now);
    private final CancelledRequests cancelled = new CancelledRequests(100);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Throwable> failures = new ArrayList<>();
    private MockProducer<String, byte[]> producer = producer(true);
    private Instant now = NOW;
    /** How far every look at the clock moves it: a worker that waits for Kafka renews meanwhile. */
    private Duration tick = Duration.ZERO;

    private static MockProducer<String, byte[]> producer(boolean acknowledges) {
        return new MockProducer<>(acknowledges, null, new StringSerializer(), new ByteArraySerializer());
    }

    private void take(SpeechChunk chunk, int delivery) {
        queue.add(chunk.getRequestId() + "/" + chunk.getIndex(), Optional.of(codecs.chunks().encode(chunk)), delivery);
    }

    private Instant now() {
        now = now.plus(tick);
        return now;
    }

    private void run() {
        var ids = new AtomicInteger();
        var metrics = new WorkerMetrics(meters);
        var handler = new ChunkHandler(codecs, producer, engine, cancelled, new AttemptPolicy(3), stop, this::now,
                metrics, () -> "attempt-" + ids.incrementAndGet());
        new LaneWorker(Lane.BULK, queue, handler, stop, this::now, metrics, failures::add).run();
    }

    private List<ChunkEvent> events() {
        return producer.history().stream().filter(record -> record.topic().equals("tts.audio"))
                .map(record -> codecs.events().decode(record.value())).toList();
    }

    private List<String> said() {
        return events().stream().map(TestCodecs::describe).toList();
    }

    private ChunkFailed failure() {
        return (ChunkFailed) events().getLast().getEvent();
    }

    private double count(String outcome) {
        return meters.counter("vibestream.synth.chunks", "lane", "bulk", "outcome", outcome).count();
    }

    @Test
    void aSpokenChunkLeavesInSecondsAndIsAccepted() {
        take(chunk("r", 4).build(), 1);
        engine.will(audio(20_000), pending(), audio(10_000), audio(20_000), finish("careful"));

        run();

        assertThat(said()).containsExactly("r/4 segment 0 x24000", "r/4 segment 1 x24000", "r/4 segment 2 x2000",
                "r/4 completed 3 x50000");
        assertThat(events()).extracting(ChunkEvent::getAttempt).containsOnly("attempt-1");
        assertThat(producer.history()).extracting(ProducerRecord::key).containsOnly("r");
        assertThat(queue.done).containsExactly("accept 0", "close");
        assertThat(engine.open).hasValue(0);
    }

    @Test
    void theCompletionSaysHowAndWhen() {
        take(chunk("r", 0).build(), 1);
        engine.will(audio(30_000), () -> {
            now = now.plusSeconds(2);
            return new Spoken.Finished(List.of("Bob", "Eve"), List.of("careful"));
        });

        run();

        var completed = (ChunkCompleted) events().getLast().getEvent();
        assertThat(completed.getEngine()).isEqualTo("scripted");
        assertThat(completed.getVoices()).containsExactly("Bob", "Eve");
        assertThat(completed.getWarnings()).containsExactly("careful");
        assertThat(completed.getTakenAt()).isEqualTo(NOW);
        assertThat(completed.getFirstSegmentAt()).contains(NOW);
        assertThat(completed.getCompletedAt()).isEqualTo(NOW.plusSeconds(2));
    }

    @Test
    void theEngineHearsWhatTheChunkSays() {
        take(chunk("r", 0).setCfgScale(1.7).setSteps(20).setSolver(io.vibestream.schemas.Solver.SDE).setSeed(99)
                .setDisablePrefill(true).build(), 1);
        engine.will(finish());

        run();

        assertThat(engine.heard).containsExactly(new Utterance(List.of(new Utterance.Line("1", "Alice", "Hello.")), 1.7,
                20, Utterance.Solver.SDE, 99, true));
    }

    @Test
    void aChunkIsAcceptedOnlyWhenKafkaHasAllOfIt() {
        producer = producer(false);
        take(chunk("r", 0).build(), 1);
        engine.will(audio(24_000), finish());
        tick = Duration.ofSeconds(4);
        queue.onRenewal = () -> {
            assertThat(queue.done).doesNotContain("accept 0");
            producer.completeNext();
        };

        run();

        assertThat(queue.done).contains("renew 0").endsWith("accept 0", "close");
        assertThat(failures).isEmpty();
    }

    @Test
    void theLockIsRenewedByTimeHoweverLongTheSpeech() {
        take(chunk("r", 0).build(), 1);
        ScriptedEngine.Step sixSeconds = () -> {
            now = now.plusSeconds(6);
            return new Spoken.Pending();
        };
        engine.will(sixSeconds, sixSeconds, sixSeconds, sixSeconds, sixSeconds, finish());

        run();

        // 30 seconds of a lock of 30 seconds, renewed when a third of it or more is over.
        assertThat(queue.done).containsExactly("renew 0", "renew 0", "accept 0", "close");
        assertThat(meters.counter("vibestream.synth.lock.renewals").count()).isEqualTo(2);
    }

    @Test
    void whoeverLosesTheLockFallsSilent() {
        queue.locksHold = false;
        take(chunk("r", 0).build(), 1);
        engine.will(audio(24_000), () -> {
            now = now.plusSeconds(11);
            return new Spoken.Pending();
        }, audio(24_000), finish());

        run();

        assertThat(said()).containsExactly("r/0 segment 0 x24000");
        assertThat(engine.open).hasValue(0);
        assertThat(count("lost")).isEqualTo(1);
    }

    @Test
    void aChunkThatMayWorkNextTimeIsGivenBack() {
        take(chunk("r", 0).build(), 2);
        engine.will(audio(24_000), fail(true));

        run();

        assertThat(said()).containsExactly("r/0 segment 0 x24000");
        assertThat(queue.done).containsExactly("release 0", "close");
        assertThat(count("returned")).isEqualTo(1);
    }

    @Test
    void theLastAttemptFailsTheRequest() {
        take(chunk("r", 0).build(), 3);
        engine.will(fail(true));

        run();

        assertThat(said()).containsExactly("r/0 failed ATTEMPTS_EXHAUSTED");
        assertThat(failure().getAttempts()).isEqualTo(3);
        assertThat(failure().getMessage()).isEqualTo("out of order");
        assertThat(queue.done).containsExactly("accept 0", "close");
    }

    @Test
    void aChunkThatKilledItsWorkersIsNotTriedAgain() {
        take(chunk("r", 0).build(), 4);

        run();

        assertThat(said()).containsExactly("r/0 failed ATTEMPTS_EXHAUSTED");
        assertThat(engine.heard).isEmpty();
    }

    @Test
    void aChunkThatCanNeverWorkFailsAtOnce() {
        take(chunk("r", 0).build(), 1);
        engine.will(fail(false));

        run();

        assertThat(said()).containsExactly("r/0 failed ENGINE_FAILED");
        assertThat(queue.done).containsExactly("accept 0", "close");
    }

    @Test
    void aChunkThatNoEngineTakesFailsAtOnce() {
        take(chunk("r", 0).setSteps(51).build(), 1);

        run();

        assertThat(said()).containsExactly("r/0 failed INVALID_REQUEST");
        assertThat(failure().getMessage()).contains("expected 1 to 50, found 51");
    }

    @Test
    void anEngineThatThrowsIsAnEngineThatFailed() {
        take(chunk("r", 0).build(), 3);
        engine.will(() -> {
            throw new IllegalStateException("boom");
        });

        run();

        assertThat(said()).containsExactly("r/0 failed ATTEMPTS_EXHAUSTED");
        assertThat(failures).isEmpty();
    }

    @Test
    void anExpiredChunkIsNotSpoken() {
        take(chunk("r", 0).setDeadline(NOW).build(), 1);

        run();

        assertThat(said()).containsExactly("r/0 failed DEADLINE_EXCEEDED");
        assertThat(queue.done).containsExactly("accept 0", "close");
        assertThat(count("expired")).isEqualTo(1);
    }

    @Test
    void aChunkThatExpiresWhileItIsSpokenIsBrokenOff() {
        take(chunk("r", 0).setDeadline(NOW.plusSeconds(5)).build(), 1);
        engine.will(audio(24_000), () -> {
            now = now.plusSeconds(5);
            return new Spoken.Pending();
        }, audio(24_000), finish());

        run();

        assertThat(said()).containsExactly("r/0 segment 0 x24000", "r/0 failed DEADLINE_EXCEEDED");
    }

    @Test
    void aCancelledChunkIsNeitherSpokenNorAnswered() {
        take(chunk("r", 0).build(), 1);
        take(chunk("other", 0).build(), 1);
        cancelled.add("r");
        engine.will(finish());

        run();

        assertThat(said()).containsExactly("other/0 completed 0 x0");
        assertThat(queue.done).containsExactly("accept 0", "accept 1", "close");
        assertThat(count("cancelled")).isEqualTo(1);
    }

    @Test
    void aChunkCancelledWhileItIsSpokenIsBrokenOff() {
        take(chunk("r", 0).build(), 1);
        engine.will(audio(24_000), () -> {
            cancelled.add("r");
            return new Spoken.Pending();
        }, audio(24_000), finish());

        run();

        assertThat(said()).containsExactly("r/0 segment 0 x24000");
        assertThat(queue.done).containsExactly("accept 0", "close");
        assertThat(engine.open).hasValue(0);
    }

    @Test
    void anUndecodableChunkBecomesADeadLetterAndFailsItsRequest() {
        queue.add("my/request/3", Optional.of("nonsense".getBytes(UTF_8)), 1);
        take(chunk("next", 0).build(), 1);
        engine.will(finish());

        run();

        var letter = producer.history().getFirst();
        assertThat(letter.topic()).isEqualTo("tts.dead-letters");
        assertThat(letter.key()).isEqualTo("my/request/3");
        assertThat(letter.value()).asString(UTF_8).isEqualTo("nonsense");
        assertThat(header(letter, Headers.DEAD_TOPIC)).isEqualTo("tts.chunks.bulk");
        assertThat(header(letter, Headers.DEAD_PARTITION)).isEqualTo("2");
        assertThat(header(letter, Headers.DEAD_OFFSET)).isEqualTo("0");
        assertThat(header(letter, Headers.DEAD_REASON)).contains("SpeechChunk");
        assertThat(header(letter, Headers.DEAD_ATTEMPTS)).isEqualTo("1");
        assertThat(said()).containsExactly("my/request/3 failed UNDECODABLE", "next/0 completed 0 x0");
        assertThat(queue.done).containsExactly("accept 0", "accept 1", "close");
    }

    @Test
    void aRecordWithoutValueOrUsefulKeyIsOnlyADeadLetter() {
        queue.add("nobody", Optional.empty(), 1);

        run();

        assertThat(producer.history()).extracting(ProducerRecord::topic).containsExactly("tts.dead-letters");
        assertThat(queue.done).containsExactly("accept 0", "close");
    }

    private static String header(ProducerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Test
    void aChunkIsHeldAndSpokenAgainWhenKafkaDoesNotTakeItsAudio() {
        producer = producer(false);
        take(chunk("r", 0).build(), 1);
        var refusals = new AtomicInteger();
        engine.will(audio(24_000), finish());
        tick = Duration.ofSeconds(4);
        queue.onRenewal = () -> {
            if (refusals.get() > 0) {
                producer.completeNext();
            } else if (producer.errorNext(new TimeoutException("no leader"))) {
                refusals.incrementAndGet();
            }
        };

        run();

        assertThat(events()).extracting(ChunkEvent::getAttempt).containsExactly("attempt-1", "attempt-1", "attempt-2",
                "attempt-2");
        assertThat(queue.done).doesNotContain("release 0").endsWith("accept 0", "close");
        assertThat(failures).isEmpty();
    }

    @Test
    void whatKafkaNeverTakesStopsTheService() {
        producer = producer(false);
        take(chunk("r", 0).build(), 1);
        engine.will(finish());
        tick = Duration.ofSeconds(4);
        queue.onRenewal = () -> producer.errorNext(new RecordTooLargeException("too large"));

        run();

        assertThat(failures).singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("too large"));
        assertThat(queue.done).doesNotContain("accept 0").endsWith("close");
    }

    @Test
    void aKafkaThatGivesNothingForNowIsAskedAgain() {
        queue.fail(new KafkaException("not now"));
        take(chunk("r", 0).build(), 1);
        engine.will(finish());

        run();

        assertThat(said()).containsExactly("r/0 completed 0 x0");
        assertThat(failures).isEmpty();
    }

    @Test
    void aKafkaThatRefusesThisClientStopsTheService() {
        queue.fail(GroupAuthorizationException.forGroupId("g"));

        run();

        assertThat(failures).singleElement().isInstanceOf(GroupAuthorizationException.class);
    }

    @Test
    void anAcknowledgementThatDoesNotCountIsALostLock() {
        queue.acknowledgementsCount = false;
        take(chunk("r", 0).build(), 1);
        engine.will(finish());

        run();

        assertThat(meters.counter("vibestream.synth.locks.lost").count()).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void aWorkerOutOfTimeGivesBackWhatItSpeaks() {
        take(chunk("r", 0).build(), 1);
        take(chunk("untouched", 0).build(), 1);
        engine.will(audio(24_000), () -> {
            stop.letGo();
            return new Spoken.Pending();
        }, audio(24_000), finish());

        run();

        assertThat(said()).containsExactly("r/0 segment 0 x24000");
        assertThat(queue.done).containsExactly("release 0", "close");
        assertThat(engine.open).hasValue(0);
    }

    @Test
    void aStoppingWorkerFinishesWhatItSpeaksAndTakesNothingNew() {
        take(chunk("r", 0).build(), 1);
        take(chunk("untouched", 0).build(), 1);
        engine.will(() -> {
            stop.drain();
            return new Spoken.Pending();
        }, finish());

        run();

        assertThat(said()).containsExactly("r/0 completed 0 x0");
        assertThat(queue.done).containsExactly("accept 0", "close");
    }

    @Test
    void aStoppingWorkerGivesBackAChunkThatWaitsForASlot() throws Exception {
        engine.will(finish());
        take(chunk("r", 0).build(), 1);
        var urgent = new Urgency(Lane.INTERACTIVE, NOW.plusSeconds(3600));
        try (var first = engine.speak(Utterances.of(chunk("x", 0).build()), urgent);
                var second = engine.speak(Utterances.of(chunk("x", 1).build()), urgent)) {
            assertThat(first.next(Duration.ZERO)).isInstanceOf(Spoken.Started.class);
            assertThat(second.next(Duration.ZERO)).isInstanceOf(Spoken.Started.class);
            var stopper = Thread.ofVirtual().start(() -> {
                while (queue.patience.isEmpty()) {
                    Thread.onSpinWait();
                }
                stop.drain();
            });

            run();
            stopper.join();
        }

        assertThat(queue.done).containsExactly("release 0", "close");
        assertThat(said()).isEmpty();
    }

    @Test
    void whatWasSpokenIsMeasured() {
        take(chunk("r", 0).build(), 1);
        engine.will(audio(48_000), () -> {
            now = now.plusMillis(500);
            return new Spoken.Finished(List.of(), List.of());
        });

        run();

        assertThat(count("completed")).isEqualTo(1);
        assertThat(meters.counter("vibestream.synth.segments").count()).isEqualTo(2);
        assertThat(meters.counter("vibestream.synth.audio").count()).isEqualTo(2);
        assertThat(meters.timer("vibestream.synth.chunk").totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                .isEqualTo(500);
        assertThat(meters.summary("vibestream.synth.realtime.factor").max()).isEqualTo(4);
    }
}
