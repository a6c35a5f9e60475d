package io.vibestream.synth.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.vibestream.runtime.kafka.GroupSetup;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.SpeechEngine;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** All threads of a worker, from the first poll to the last acknowledgement. Started and closed once, by its owner. */
public final class ChunkWorkers implements AutoCloseable {

    private static final int CANCELLED_KEPT = 20_000;
    /** Enough to give chunks back and to leave the groups. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);
    /** Sending must not keep a thread from renewing its lock. */
    private static final int MAX_BLOCK_MILLIS = 3_000;
    /** After which a chunk is spoken again instead of waiting for one record to get through. */
    private static final int DELIVERY_TIMEOUT_MILLIS = 60_000;

    private final KafkaClients clients;
    private final Codecs codecs;
    private final SpeechEngine engine;
    private final WorkSettings settings;
    private final MeterRegistry meters;
    private final InstantSource clock;
    private final Consumer<Throwable> onFailure;
    /** Written by the thread that starts, read by health checks, which need an answer at once: volatile, no queue. */
    private volatile boolean started;
    private final StopSignal stop = new StopSignal();
    private final List<Thread> lanes = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private Optional<Producer<String, byte[]>> producer = Optional.empty();

    /** @param onFailure told when a thread cannot go on: the service should be stopped */
    public ChunkWorkers(KafkaClients clients, Codecs codecs, SpeechEngine engine, WorkSettings settings,
            MeterRegistry meters, InstantSource clock, Consumer<Throwable> onFailure) {
        this.clients = clients;
        this.codecs = codecs;
        this.engine = engine;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        this.onFailure = onFailure;
    }

    /** Configures the groups, then takes chunks. */
    public void start() {
        try {
            setUpGroups();
            startThreads();
            started = true;
        } catch (RuntimeException failure) {
            close(); // nobody closes what did not start
            throw failure;
        }
    }

    private void startThreads() {
        var sender = clients.producer("synth-worker", Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS));
        producer = Optional.of(sender);
        var metrics = new WorkerMetrics(meters);
        var cancelled = new CancelledRequests(CANCELLED_KEPT);
        var handler = new ChunkHandler(codecs, sender, engine, cancelled, new AttemptPolicy(settings.maxAttempts()),
                stop, clock, metrics,
                () -> UUID.randomUUID().toString());
        readers.add(start("synth-cancellations",
                new TopicFollower(Topic.CANCELLATIONS,
                        () -> clients.consumer("synth-worker-cancellations", Optional.empty(), Map.of()),
                        new CancellationReader(codecs.cancellations(), cancelled), stop, onFailure)));
        for (var lane : Lane.values()) {
            for (int i = 0; i < engine.slots(lane); i++) {
                var name = "synth-" + lane.label() + "-" + i;
                lanes.add(start(name,
                        new LaneWorker(lane, queue(lane, name), handler, stop, clock, metrics,
                                onFailure)));
            }
        }
    }

    private ShareQueue queue(Lane lane, String clientId) {
        var group = LaneGroup.of(lane);
        return new ShareQueue(group.topic().topicName(), settings.lock(), () -> clients.shareConsumer(group.name(),
                clientId, Map.of()));
    }

    private void setUpGroups() {
        try (var admin = clients.admin()) {
            for (var lane : Lane.values()) {
                GroupSetup.ensureShareGroup(admin, LaneGroup.of(lane).name(),
                        Map.of("share.auto.offset.reset", "earliest", "share.isolation.level", "read_committed",
                                "share.record.lock.duration.ms", Long.toString(settings.lock().toMillis()),
                                "share.delivery.count.limit", Integer.toString(settings.deliveryLimit())));
            }
        }
    }

    private static Thread start(String name, Runnable work) {
        return Thread.ofPlatform().name(name).start(work);
    }

    /** Whether every thread is at work. */
    public boolean areRunning() {
        return started && Stream.concat(lanes.stream(), readers.stream()).allMatch(Thread::isAlive);
    }

    /** Takes nothing new, finishes what is spoken within the time for draining, and gives the rest back. Idempotent. */
    @Override
    public void close() {
        stop.drain();
        join(settings.drain(), lanes);
        stop.letGo();
        join(LAST_WORDS, lanes);
        join(LAST_WORDS, readers);
        producer.ifPresent(sender -> sender.close(LAST_WORDS));
        producer = Optional.empty();
    }

    private static void join(Duration patience, List<Thread> threads) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            for (var thread : threads) {
                boolean _ = thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt(); // the caller has no more time: what is left is not waited for
        }
    }
}
