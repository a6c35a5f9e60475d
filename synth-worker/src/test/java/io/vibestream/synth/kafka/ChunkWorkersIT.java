package io.vibestream.synth.kafka;

import static io.vibestream.synth.kafka.ScriptedEngine.audio;
import static io.vibestream.synth.kafka.ScriptedEngine.finish;
import static io.vibestream.synth.kafka.TestCodecs.chunk;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.broker.TestBroker;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.kafka.TopicRequest;
import io.vibestream.runtime.kafka.TopicSetup;
import io.vibestream.schemas.Cancellation;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers on a real broker. The topics are the pipeline's own, so every test has its own request ids. */
@Timeout(120)
class ChunkWorkersIT {

    private static final Duration LOCK = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofSeconds(40);

    private static final TestBroker BROKER = TestBroker.start("PLAINTEXT",
            Map.of("group.share.min.record.lock.duration.ms", "1000"));
    private static final KafkaClients CLIENTS = new KafkaClients(KafkaSettings.local(BROKER.address()));
    private static final Codecs CODECS = TestCodecs.codecs();
    private static final Producer<String, byte[]> PRODUCER = CLIENTS.producer("test-producer", Map.of());

    private final List<ChunkWorkers> workers = new ArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<ChunkEvent> events = new ArrayList<>();
    private final Consumer<String, byte[]> audio = CLIENTS.consumer("test", Optional.empty(), Map.of());

    @BeforeAll
    static void makeTopics() {
        try (var admin = CLIENTS.admin()) {
            TopicSetup.ensure(admin,
                    Topic.all().stream().map(t -> new TopicRequest(t.topicName(), t.partitions(), t.configs()))
                            .toList());
        }
    }

    @AfterAll
    static void stopBroker() {
        PRODUCER.close();
        BROKER.close();
    }

    @AfterEach
    void stopWorkers() {
        workers.forEach(ChunkWorkers::close);
        audio.close();
        assertThat(failures).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("synth-"));
    }

    private ChunkWorkers worker(SpeechEngine engine, Duration drain) {
        var worker = new ChunkWorkers(CLIENTS, CODECS, engine, new WorkSettings(3, LOCK, drain), meters,
                InstantSource.system(), failures::add);
        workers.add(worker);
        worker.start();
        return worker;
    }

    private static void send(Lane lane, String requestId, int index) throws ExecutionException, InterruptedException {
        var chunk = chunk(requestId, index).setDeadline(Instant.now().plusSeconds(600)).build();
        PRODUCER.send(new ProducerRecord<>(LaneGroup.of(lane).topic().topicName(), requestId + "/" + index,
                CODECS.chunks().encode(chunk))).get();
    }

    /** Everything on the audio topic that belongs to the request, as far as it was read. */
    private List<String> heard(String requestId) {
        if (audio.assignment().isEmpty()) {
            var partitions = audio.partitionsFor(Topic.AUDIO.topicName()).stream()
                    .map(p -> new TopicPartition(p.topic(), p.partition())).toList();
            audio.assign(partitions);
            audio.seekToBeginning(partitions);
        }
        audio.poll(Duration.ofMillis(50)).forEach(record -> events.add(CODECS.events().decode(record.value())));
        return events.stream().filter(event -> event.getRequestId().equals(requestId)).map(TestCodecs::describe)
                .toList();
    }

    /** An engine that thinks. */
    private static Spoken aLittleLater() throws InterruptedException {
        boolean _ = new CountDownLatch(1).await(10, TimeUnit.MILLISECONDS);
        return new Spoken.Pending();
    }

    private long completed(String requestId) {
        return heard(requestId).stream().filter(event -> event.contains("completed")).count();
    }

    private void awaitCompleted(String requestId, int chunks) {
        await(requestId).atMost(SOON).until(() -> completed(requestId) >= chunks);
    }

    @Test
    void everyChunkOfBothLanesIsSpokenOnceAndInOrder() throws Exception {
        for (int i = 0; i < 10; i++) {
            send(Lane.INTERACTIVE, "once-interactive", i);
            send(Lane.BULK, "once-bulk", i);
        }

        worker(new ScriptedEngine(3, 1).will(audio(30_000), audio(5_000), finish()), Duration.ofSeconds(5));

        for (var request : List.of("once-interactive", "once-bulk")) {
            awaitCompleted(request, 10);
            var byChunk = IntStream.range(0, 10).boxed().collect(toMap(i -> i, i -> heard(request).stream()
                    .filter(event -> event.startsWith(request + "/" + i + " ")).toList()));
            byChunk.forEach((i, said) -> assertThat(said).containsExactly(request + "/" + i + " segment 0 x24000",
                    request + "/" + i + " segment 1 x11000", request + "/" + i + " completed 2 x35000"));
        }
    }

    @Test
    void aSpeechLongerThanTheLockIsSpokenOnce() throws Exception {
        send(Lane.BULK, "long", 0);
        var begun = new CompletableFuture<Instant>();
        ScriptedEngine.Step threeLocksLong = () -> {
            var _ = begun.complete(Instant.now());
            if (Instant.now().isAfter(begun.join().plus(LOCK.multipliedBy(3)))) {
                return new Spoken.Finished(List.of(), List.of());
            }
            return aLittleLater();
        };
        var steps = new ScriptedEngine.Step[5000];
        Arrays.fill(steps, threeLocksLong);

        worker(new ScriptedEngine(1, 0).will(steps), Duration.ofSeconds(5));

        awaitCompleted("long", 1);
        assertThat(heard("long")).containsExactly("long/0 completed 0 x0");
        assertThat(meters.counter("vibestream.synth.lock.renewals").count()).isGreaterThanOrEqualTo(6);
        assertThat(meters.counter("vibestream.synth.locks.lost").count()).isZero();
    }

    @Test
    void interactiveChunksPassABacklogOfBulk() throws Exception {
        var gate = new CountDownLatch(1);
        for (int i = 0; i < 6; i++) {
            send(Lane.BULK, "backlog", i);
        }
        ScriptedEngine.Step untilTold = () -> gate.await(50, TimeUnit.MILLISECONDS)
                ? new Spoken.Finished(List.of(), List.of())
                : new Spoken.Pending();
        var steps = new ScriptedEngine.Step[2000];
        Arrays.fill(steps, untilTold);
        var engine = new ScriptedEngine(3, 1).will(steps).will(steps).will(finish());
        worker(engine, Duration.ofSeconds(5));
        await().atMost(SOON).until(() -> engine.open.get() == 2);

        for (int i = 0; i < 5; i++) {
            send(Lane.INTERACTIVE, "urgent", i);
        }

        awaitCompleted("urgent", 5);
        assertThat(completed("backlog")).isZero();
        gate.countDown();
        awaitCompleted("backlog", 6);
        assertThat(heard("backlog")).hasSize(6);
        assertThat(heard("urgent")).hasSize(5);
    }

    @Test
    void whatAStoppingWorkerCannotFinishAnotherSpeaks() throws Exception {
        send(Lane.INTERACTIVE, "handed-over", 0);
        var steps = new ScriptedEngine.Step[5000];
        Arrays.fill(steps, (ScriptedEngine.Step) ChunkWorkersIT::aLittleLater);
        var engine = new ScriptedEngine(1, 0).will(steps);
        var first = worker(engine, Duration.ofMillis(100));
        await().atMost(SOON).until(() -> engine.open.get() == 1);

        first.close();
        assertThat(engine.open).hasValue(0);
        worker(new ScriptedEngine(1, 0).will(audio(100), finish()), Duration.ofSeconds(5));

        awaitCompleted("handed-over", 1);
        assertThat(heard("handed-over")).containsExactly("handed-over/0 segment 0 x100",
                "handed-over/0 completed 1 x100");
    }

    @Test
    void aBadRecordStopsNobody() throws Exception {
        PRODUCER.send(
                new ProducerRecord<>(LaneGroup.of(Lane.BULK).topic().topicName(), "bad/0", "nonsense".getBytes(UTF_8)))
                .get();
        send(Lane.BULK, "good", 0);

        worker(new ScriptedEngine(1, 0).will(finish()), Duration.ofSeconds(5));

        awaitCompleted("good", 1);
        await().atMost(SOON).until(() -> heard("bad").equals(List.of("bad/0 failed UNDECODABLE")));
    }

    @Test
    void aCancelledRequestIsBrokenOff() throws Exception {
        send(Lane.BULK, "unwanted", 0);
        var steps = new ScriptedEngine.Step[5000];
        Arrays.fill(steps, (ScriptedEngine.Step) ChunkWorkersIT::aLittleLater);
        var engine = new ScriptedEngine(1, 0).will(steps).will(finish());
        worker(engine, Duration.ofSeconds(5));
        await().atMost(SOON).until(() -> engine.open.get() == 1);

        var cancellation = Cancellation.newBuilder().setRequestId("unwanted").setCancelledAt(Instant.now()).build();
        PRODUCER.send(new ProducerRecord<>(Topic.CANCELLATIONS.topicName(), "unwanted",
                CODECS.cancellations().encode(cancellation))).get();
        send(Lane.BULK, "wanted", 0);

        awaitCompleted("wanted", 1);
        assertThat(heard("unwanted")).isEmpty();
    }
}
