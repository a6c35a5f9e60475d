package io.vibestream.synth.kafka;

import static io.vibestream.synth.kafka.ScriptedEngine.audio;
import static io.vibestream.synth.kafka.ScriptedEngine.finish;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vibestream.broker.TestBroker;
import io.vibestream.schemas.Cancellation;
import io.vibestream.schemas.Topic;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers on a real broker. The topics are the pipeline's own, so every test has its own request ids. */
@Timeout(120)
class ChunkWorkersIT {

    private static final Duration LOCK = Duration.ofSeconds(2);

    private static final TestBroker BROKER = TestBroker.start("PLAINTEXT",
            Map.of("group.share.min.record.lock.duration.ms", "1000"));

    private final Workbench bench = new Workbench(BROKER.address());

    @AfterAll
    static void stopBroker() {
        BROKER.close();
    }

    @AfterEach
    void stopWorkers() {
        bench.close();
    }

    private ChunkWorkers worker(SpeechEngine engine, Duration drain) {
        return bench.worker(engine, LOCK, drain);
    }

    @Test
    void everyChunkOfBothLanesIsSpokenOnceAndInOrder() throws Exception {
        for (int i = 0; i < 10; i++) {
            bench.send(Lane.INTERACTIVE, "once-interactive", i);
            bench.send(Lane.BULK, "once-bulk", i);
        }

        worker(new ScriptedEngine(3, 1).will(audio(30_000), audio(5_000), finish()), Duration.ofSeconds(5));

        for (var request : List.of("once-interactive", "once-bulk")) {
            bench.awaitCompleted(request, 10);
            var byChunk = IntStream.range(0, 10).boxed().collect(toMap(i -> i, i -> bench.heard(request).stream()
                    .filter(event -> event.startsWith(request + "/" + i + " ")).toList()));
            byChunk.forEach((i, said) -> assertThat(said).containsExactly(request + "/" + i + " segment 0 x24000",
                    request + "/" + i + " segment 1 x11000", request + "/" + i + " completed 2 x35000"));
        }
    }

    @Test
    void aSpeechLongerThanTheLockIsSpokenOnce() throws Exception {
        bench.send(Lane.BULK, "long", 0);
        var begun = new CompletableFuture<Instant>();
        ScriptedEngine.Step threeLocksLong = () -> {
            var _ = begun.complete(Instant.now());
            if (Instant.now().isAfter(begun.join().plus(LOCK.multipliedBy(3)))) {
                return new Spoken.Finished(List.of(), List.of());
            }
            return Workbench.aLittleLater();
        };
        var steps = new ScriptedEngine.Step[5000];
        Arrays.fill(steps, threeLocksLong);

        worker(new ScriptedEngine(1, 0).will(steps), Duration.ofSeconds(5));

        bench.awaitCompleted("long", 1);
        assertThat(bench.heard("long")).containsExactly("long/0 completed 0 x0");
        assertThat(bench.meters.counter("vibestream.synth.lock.renewals").count()).isGreaterThanOrEqualTo(6);
        assertThat(bench.meters.counter("vibestream.synth.locks.lost").count()).isZero();
    }

    @Test
    void interactiveChunksPassABacklogOfBulk() throws Exception {
        var gate = new CountDownLatch(1);
        for (int i = 0; i < 6; i++) {
            bench.send(Lane.BULK, "backlog", i);
        }
        ScriptedEngine.Step untilTold = () -> gate.await(50, TimeUnit.MILLISECONDS)
                ? new Spoken.Finished(List.of(), List.of())
                : new Spoken.Pending();
        var steps = new ScriptedEngine.Step[2000];
        Arrays.fill(steps, untilTold);
        var engine = new ScriptedEngine(3, 1).will(steps).will(steps).will(finish());
        worker(engine, Duration.ofSeconds(5));
        await().atMost(Workbench.SOON).until(() -> engine.open.get() == 2);

        for (int i = 0; i < 5; i++) {
            bench.send(Lane.INTERACTIVE, "urgent", i);
        }

        bench.awaitCompleted("urgent", 5);
        assertThat(bench.completed("backlog")).isZero();
        gate.countDown();
        bench.awaitCompleted("backlog", 6);
        assertThat(bench.heard("backlog")).hasSize(6);
        assertThat(bench.heard("urgent")).hasSize(5);
    }

    @Test
    void aBadRecordStopsNobody() throws Exception {
        bench.send(Topic.CHUNKS_BULK, "bad/0", "nonsense".getBytes(UTF_8));
        bench.send(Lane.BULK, "good", 0);

        worker(new ScriptedEngine(1, 0).will(finish()), Duration.ofSeconds(5));

        bench.awaitCompleted("good", 1);
        await().atMost(Workbench.SOON).until(() -> bench.heard("bad").equals(List.of("bad/0 failed UNDECODABLE")));
    }

    @Test
    void aCancelledRequestIsBrokenOff() throws Exception {
        bench.send(Lane.BULK, "unwanted", 0);
        var steps = new ScriptedEngine.Step[5000];
        Arrays.fill(steps, (ScriptedEngine.Step) Workbench::aLittleLater);
        var engine = new ScriptedEngine(1, 0).will(steps).will(finish());
        worker(engine, Duration.ofSeconds(5));
        await().atMost(Workbench.SOON).until(() -> engine.open.get() == 1);

        var cancellation = Cancellation.newBuilder().setRequestId("unwanted").setCancelledAt(Instant.now()).build();
        bench.send(Topic.CANCELLATIONS, "unwanted", bench.codecs().cancellations().encode(cancellation));
        bench.send(Lane.BULK, "wanted", 0);

        bench.awaitCompleted("wanted", 1);
        assertThat(bench.heard("unwanted")).isEmpty();
    }
}
