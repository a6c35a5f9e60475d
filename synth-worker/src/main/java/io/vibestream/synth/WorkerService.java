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
import io.vibestream.synth.kafka.VoiceReader;
import io.vibestream.synth.voice.UploadedVoices;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The worker as a part of a process. The engine is the caller's, who closes it after this. */
public final class WorkerService implements Service {

    private final KafkaClients clients;
    private final VoiceReader voices;
    private final ChunkWorkers workers;

    /**
     * @param uploaded filled by this service with the voices that were uploaded; the caller's, who closes it after this
     * @param failed told when a thread cannot go on; this service is closed by whoever is told
     */
    public WorkerService(WorkerSettings settings, KafkaClients clients, Codecs codecs, SpeechEngine engine,
            UploadedVoices uploaded, MeterRegistry meters, InstantSource clock, Consumer<Throwable> failed) {
        this.clients = clients;
        this.voices = new VoiceReader(() -> clients.consumer("synth-worker-voices", Optional.empty(), Map.of()),
                codecs.voices(), uploaded, failed);
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
        voices.start();
        try {
            workers.start();
        } catch (RuntimeException failure) {
            voices.close(); // nobody closes what did not start
            throw failure;
        }
    }

    /** Whether all of the worker's threads work. */
    public boolean isRunning() {
        return workers.areRunning() && voices.isRunning();
    }

    @Override
    public void close() {
        workers.close();
        voices.close();
    }
}
