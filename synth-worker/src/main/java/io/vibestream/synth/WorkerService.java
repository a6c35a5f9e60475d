package io.vibestream.synth;

import io.micrometer.core.instrument.MeterRegistry;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.TopicRequest;
import io.vibestream.runtime.kafka.TopicSetup;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.kafka.ChunkWorkers;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** The worker as a part of a process. The engine is the caller's, who closes it after this. */
public final class WorkerService implements Service {

    private final KafkaClients clients;
    private final ChunkWorkers workers;

    /**
     * @param failed told when a thread cannot go on; this service is closed by whoever is told
     */
    public WorkerService(WorkerSettings settings, KafkaClients clients, Codecs codecs, SpeechEngine engine,
            MeterRegistry meters, InstantSource clock, Consumer<Throwable> failed) {
        this.clients = clients;
        this.workers = new ChunkWorkers(clients, codecs, engine, settings.work(), meters, clock, failed);
    }

    public static List<Setting<?>> settings() {
        return WorkerSettings.SETTINGS;
    }

    @Override
    public String name() {
        return "synth-worker";
    }

    /** Returns when the worker is on its way into its groups. */
    @Override
    public void start() {
        clients.awaitBroker();
        try (var admin = clients.admin()) {
            TopicSetup.ensure(admin, Topic.all().stream()
                    .map(topic -> new TopicRequest(topic.topicName(), topic.partitions(), topic.configs())).toList(),
                    clients.settings().replicationFactor());
        }
        workers.start();
    }

    /** Whether all of the worker's threads work. */
    public boolean isRunning() {
        return workers.areRunning();
    }

    @Override
    public void close() {
        workers.close();
    }
}
