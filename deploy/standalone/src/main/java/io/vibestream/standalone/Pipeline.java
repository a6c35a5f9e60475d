package io.vibestream.standalone;

import io.vibestream.assembler.AssemblerService;
import io.vibestream.assembler.AssemblerSettings;
import io.vibestream.broker.BrokerPorts;
import io.vibestream.broker.BrokerProcess;
import io.vibestream.gateway.GatewayService;
import io.vibestream.gateway.GatewaySettings;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.lifecycle.Lifecycle;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.runtime.logging.Logging;
import io.vibestream.runtime.logging.LoggingSettings;
import io.vibestream.runtime.ops.Health;
import io.vibestream.runtime.ops.Metrics;
import io.vibestream.runtime.ops.OpsServer;
import io.vibestream.runtime.ops.OpsSettings;
import io.vibestream.runtime.ops.Verdict;
import io.vibestream.runtime.registry.RegistrySettings;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.Codecs;
import io.vibestream.splitter.SplitterService;
import io.vibestream.splitter.SplitterSettings;
import io.vibestream.synth.Engines;
import io.vibestream.synth.WorkerService;
import io.vibestream.synth.WorkerSettings;
import io.vibestream.synth.engine.SpeechEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * All stages in this JVM, over the built-in broker in a child or any other Kafka that the environment names. Started and closed by one
 * thread.
 */
final class Pipeline implements AutoCloseable {

    private static final String BOOTSTRAP = "KAFKA_BOOTSTRAP_SERVERS";

    private final Lifecycle lifecycle = new Lifecycle();
    private final DataDirectory data;
    private final Map<String, String> environment;
    private final Progress progress;
    private final Metrics metrics = new Metrics();
    private Optional<GatewayService> gateway = Optional.empty();
    private Optional<SpeechEngine> engine = Optional.empty();

    private Pipeline(DataDirectory data, Map<String, String> environment, Progress progress) {
        this.data = data;
        this.environment = environment;
        this.progress = progress;
    }

    /** Every setting of every stage. */
    static SettingsTable settingsTable() {
        return SettingsTable.of(GatewayService.settings(), SplitterService.settings(), WorkerService.settings(),
                AssemblerService.settings(),
                KafkaSettings.SETTINGS, RegistrySettings.SETTINGS, OpsSettings.SETTINGS, LoggingSettings.SETTINGS);
    }

    /** The environment for a pipeline that nobody else needs to find: ports that nobody uses, and no word unless something is wrong. */
    static Map<String, String> anyPorts(Map<String, String> environment) {
        environment.putIfAbsent("LOG_LEVEL", "WARN");
        var ports = BrokerPorts.free();
        environment.put("PORT", Integer.toString(ports.clients()));
        environment.put("OPS_PORT", "0");
        return environment;
    }

    /**
     * Starts everything and returns when the stages work.
     *
     * @param kafkaPort of the built-in broker, 0 for any; not used when the environment names another Kafka
     * @throws StandaloneException when the directory is in use
     */
    static Pipeline start(Path directory, int kafkaPort, Map<String, String> environment, Progress progress)
            throws Exception {
        var data = DataDirectory.open(directory);
        var pipeline = new Pipeline(data, withDefaults(data, environment), progress);
        try {
            pipeline.startStages(kafkaPort);
            return pipeline;
        } catch (Exception e) {
            pipeline.close();
            throw e;
        }
    }

    /** What makes the stages one program: their state under one directory, links that lead to this gateway. */
    private static Map<String, String> withDefaults(DataDirectory data, Map<String, String> environment) {
        var settings = new HashMap<>(environment);
        settings.putIfAbsent("PUBLIC_URL", "http://localhost:" + settings.getOrDefault("PORT", "8080"));
        settings.putIfAbsent("LINK_SECRET", data.linkSecret());
        settings.putIfAbsent("STORE_SECRET", data.storeSecret());
        settings.putIfAbsent("AUDIO_DIR", data.audio().toString());
        settings.putIfAbsent("ENGINE_CACHE_DIR", data.natives().toString());
        settings.putIfAbsent("SPLITTER_STATE_DIR", data.state("splitter").toString());
        settings.putIfAbsent("ASSEMBLER_STATE_DIR", data.state("assembler").toString());
        return settings;
    }

    private void startStages(int kafkaPort) throws Exception {
        settingsTable().read(environment); // All problems at once, before anything runs.
        if (!environment.containsKey(BOOTSTRAP)) {
            var ports = kafkaPort == 0 ? BrokerPorts.free() : BrokerPorts.clientsOn(kafkaPort);
            var broker = progress.step("Starting Kafka",
                    () -> BrokerProcess.start(data.kafka(), ports, data.brokerLog()));
            lifecycle.add(Service.closing("kafka", broker));
            broker.onFailure(() -> lifecycle.fail("kafka",
                    new StandaloneException("Kafka ended; its last words are in " + data.brokerLog())));
            environment.put(BOOTSTRAP, broker.bootstrapServers());
        }
        var values = settingsTable().read(environment);
        Logging.configure(LoggingSettings.from(values));
        var clients = new KafkaClients(KafkaSettings.from(values));
        var registry = RegistrySettings.from(values).open();
        var codecs = new Codecs(registry::register, registry::find);
        var clock = InstantSource.system();
        var health = new Health();

        var front = new GatewayService(GatewaySettings.from(values), clients, codecs, registry, metrics.registry(),
                clock,
                failure -> lifecycle.fail("gateway", failure));
        gateway = Optional.of(front);
        front.open(); // Loading takes minutes, during which load balancers want to see that somebody is there.
        var assembler = lifecycle
                .add(new AssemblerService(AssemblerSettings.from(values), clients, codecs, metrics.registry(), clock,
                        failure -> lifecycle.fail("assembler", failure)));
        var splitter = lifecycle
                .add(new SplitterService(SplitterSettings.from(values), clients, codecs, metrics.registry(), clock,
                        failure -> lifecycle.fail("splitter", failure)));
        var uploaded = WorkerSettings.from(values).uploadedVoices();
        lifecycle.add(Service.closing("uploaded voices", uploaded));
        var speaks = progress.step("Loading the voice",
                () -> Engines.open(WorkerSettings.from(values), uploaded, metrics.registry(),
                        failure -> lifecycle.fail("engine", failure)));
        engine = Optional.of(speaks);
        front.speaksWith(speaks.name());
        lifecycle.add(Service.closing("engine", speaks));
        var worker = lifecycle
                .add(new WorkerService(WorkerSettings.from(values), clients, codecs, speaks, uploaded,
                        metrics.registry(), clock,
                        failure -> lifecycle.fail("worker", failure)));
        lifecycle.add(front);
        lifecycle.add(new OpsServer(OpsSettings.from(values), health, metrics));
        health.addReadiness("assembler", () -> Verdict.when(assembler.isRunning(), "not running"));
        health.addReadiness("splitter", () -> Verdict.when(splitter.isRunning(), "not running"));
        health.addReadiness("worker", () -> Verdict.when(worker.isRunning(), "not running"));
        progress.step("Starting the stages", (Callable<Void>) () -> {
            lifecycle.start();
            return null;
        });
    }

    /** Where the gateway answers. */
    URI url() {
        return URI.create("http://localhost:" + started(gateway).port());
    }

    /** The engine that speaks. */
    String engine() {
        return started(engine).name();
    }

    /** How long the worker has spoken until now, added up over its slots. */
    Duration timeSpoken() {
        return Duration.ofNanos((long) metrics.registry().get("vibestream.synth.chunk").timer()
                .totalTime(TimeUnit.NANOSECONDS));
    }

    /** A key that this pipeline's gateway takes, when it wants one. */
    Optional<String> apiKey() {
        return Optional.ofNullable(environment.get("API_KEY"));
    }

    /** In one line, where to go. */
    String greeting() {
        return "VibeStream is ready at " + url() + " (engine: " + engine() + ", Kafka: " + environment.get(BOOTSTRAP)
                + "). Ctrl-C stops it.";
    }

    /** Waits until a signal or a failure ends it. */
    void awaitEnd() {
        lifecycle.closeOnShutdown();
        lifecycle.awaitTermination();
    }

    @Override
    public void close() throws IOException {
        try {
            lifecycle.close();
        } finally {
            gateway.ifPresent(GatewayService::close); // opened before the lifecycle knew of it
            data.close();
        }
    }

    private static <T> T started(Optional<T> part) {
        return part.orElseThrow(() -> new IllegalStateException("the pipeline has not been started"));
    }
}
