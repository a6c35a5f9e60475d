package io.vibestream.synth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.schemas.Codecs;
import io.vibestream.synth.engine.EngineObserver;
import io.vibestream.synth.engine.FakeForwardPass;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.PhiloxNoise;
import io.vibestream.synth.engine.Preparation;
import io.vibestream.synth.engine.VibeVoiceEngine;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two lane threads over one engine of two slots, when Kafka acknowledges the audio of one chunk only. */
@Timeout(60)
class BackPressureTest {

    private static final int FRAMES = 90;
    /** Frames that wait in the engine for a thread that waits for Kafka. */
    private static final int QUEUED = 4;
    /** Records of a chunk that Kafka may have without having acknowledged them. */
    private static final int WINDOW = 8;
    /** Frames of one second, so that each is a segment. */
    private static final int SECOND = 24_000;

    /** Acknowledges nothing of the request "stuck" while it hangs. */
    private static final class HangingProducer extends MockProducer<String, byte[]> {
        private final AtomicBoolean hangs = new AtomicBoolean(true);
        private final Queue<CompletableFuture<RecordMetadata>> held = new ConcurrentLinkedQueue<>();

        HangingProducer() {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> record) {
            var sent = super.send(record);
            if (!record.key().equals("stuck") || !hangs.get()) {
                return sent;
            }
            var pending = new CompletableFuture<RecordMetadata>();
            held.add(pending);
            return pending;
        }

        synchronized void goOn() {
            hangs.set(false);
            held.forEach(pending -> pending
                    .complete(new RecordMetadata(new TopicPartition("tts.audio", 0), 0, 0, 0, 0, 0)));
        }
    }

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Codecs codecs = TestCodecs.codecs();
    private final HangingProducer producer = new HangingProducer();
    private final AtomicLong framesMade = new AtomicLong();
    private final VibeVoiceEngine engine = VibeVoiceEngine.start(new FakeForwardPass(2, SECOND), _ -> prompt(),
            new VibeVoiceEngine.Settings(FakeForwardPass.TOKENS, (_, _) -> 99, QUEUED, 32, 4, PhiloxNoise::new),
            InstantSource.system(), new EngineObserver() {
                @Override
                public void ticked(Tick tick) {
                    framesMade.addAndGet(tick.frames());
                }

                @Override
                public void loaded(Load load) {
                    // not of interest
                }
            }, failures::add);

    private static Preparation prompt() {
        return new Preparation.Ready(List.of(FRAMES, 1, 7), 1, List.of(), List.of(), List.of());
    }

    @AfterEach
    void close() {
        engine.close();
        assertThat(failures).isEmpty();
    }

    private Thread lane(String request, int chunks) {
        var stop = new StopSignal();
        var queue = new FakeQueue(stop);
        for (int i = 0; i < chunks; i++) {
            var chunk = TestCodecs.chunk(request, i).setDeadline(InstantSource.system().instant().plusSeconds(600));
            queue.add(request + "/" + i, Optional.of(codecs.chunks().encode(chunk.build())), 1);
        }
        var metrics = new WorkerMetrics(new SimpleMeterRegistry());
        var handler = new ChunkHandler(codecs, producer, engine, new CancelledRequests(10), new AttemptPolicy(3), stop,
                InstantSource.system(), metrics, () -> request);
        return Thread.ofPlatform().name(request).start(new LaneWorker(Lane.BULK, queue, handler, stop,
                InstantSource.system(), metrics, failures::add));
    }

    private List<String> said(String request) {
        var said = new ArrayList<String>();
        for (var record : producer.history()) {
            if (record.key().equals(request)) {
                said.add(TestCodecs.describe(codecs.events().decode(record.value())));
            }
        }
        return said;
    }

    @Test
    void aChunkWhoseAudioDoesNotGetThroughHoldsBackItsOwnSlotOnly() throws InterruptedException {
        var stuck = lane("stuck", 1);
        await().until(() -> said("stuck").size() == WINDOW);

        var free = lane("free", 3);
        free.join();

        assertThat(said("free")).hasSize(3 * (FRAMES + 1)).contains("free/2 completed 90 x2160000");
        assertThat(said("stuck")).as("sent without an acknowledgement").hasSize(WINDOW);
        // Besides what was sent: one frame in the thread's hands, and what fits into the queue.
        assertThat(framesMade.get() - 3L * FRAMES).isBetween((long) WINDOW, WINDOW + 1L + QUEUED + 1);

        producer.goOn();
        stuck.join();

        assertThat(said("stuck")).hasSize(FRAMES + 1).endsWith("stuck/0 completed 90 x2160000").doesNotHaveDuplicates();
    }
}
