package io.vibestream.gateway;

import io.helidon.webserver.http.HttpService;
import io.micrometer.core.instrument.MeterRegistry;
import io.vibestream.gateway.http.ApiDocument;
import io.vibestream.gateway.http.AudioFiles;
import io.vibestream.gateway.http.HealthPort;
import io.vibestream.gateway.http.HealthRoutes;
import io.vibestream.gateway.http.HttpServer;
import io.vibestream.gateway.http.Phase;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.RegistryRoutes;
import io.vibestream.gateway.http.SignedCalls;
import io.vibestream.gateway.jobs.JobsApi;
import io.vibestream.gateway.openai.ModelsApi;
import io.vibestream.gateway.openai.SpeechApi;
import io.vibestream.gateway.openai.StoredAudio;
import io.vibestream.gateway.openai.VoiceCatalogue;
import io.vibestream.gateway.openai.VoiceFile;
import io.vibestream.gateway.openai.VoicesApi;
import io.vibestream.gateway.page.Pages;
import io.vibestream.gateway.pipeline.KafkaPipeline;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.gateway.pipeline.PipelineException;
import io.vibestream.gateway.runpod.EndpointApi;
import io.vibestream.gateway.runpod.Envelope;
import io.vibestream.gateway.runpod.S3Config;
import io.vibestream.gateway.webhooks.Webhooks;
import io.vibestream.gateway.worker.JobReader;
import io.vibestream.gateway.worker.PullWorker;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.lifecycle.Lifecycle;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.runtime.registry.ConfluentRegistryRest;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.runtime.registry.SchemaRegistry;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.Topic;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway as a part of a process: HTTP in, Kafka out, answers back. */
public final class GatewayService implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayService.class);
    /** The gateway itself never asks for another reply topic. */
    private static final String REPLY_TOPIC_PREFIX = Topic.RESULTS.topicName();

    private final GatewaySettings settings;
    private final VoiceCatalogue voices;
    private final SignedCalls signedCalls;
    private final StoredAudio store = new StoredAudio();
    private final List<HttpService> routes;
    private final HttpServer server;
    private final Optional<HealthPort> healthPort;
    private final Lifecycle parts = new Lifecycle();
    /** What speaks, where that was told; read by the threads of all calls. */
    private volatile Optional<String> engine = Optional.empty();
    /** Read by the threads that ask for health. */
    private volatile Phase phase = Phase.LOADING;

    /**
     * The gateway to the pipeline that is on Kafka.
     *
     * @param registry served on Confluent's paths when it is the one in memory
     * @param failed told when the gateway cannot go on; it is closed by whoever is told
     */
    public GatewayService(GatewaySettings settings, KafkaClients clients, Codecs codecs, SchemaRegistry registry,
            MeterRegistry meters, InstantSource clock, Consumer<Throwable> failed) {
        this(settings, new KafkaPipeline(clients, codecs, settings.keepEnded(), meters, clock, failed), registry,
                meters, clock, failed);
    }

    /** The gateway to any pipeline. */
    GatewayService(GatewaySettings settings, Pipeline pipeline, SchemaRegistry registry, MeterRegistry meters,
            InstantSource clock, Consumer<Throwable> failed) {
        this.settings = settings;
        voices = new VoiceCatalogue(new VoiceFile(settings.voicesFile()), pipeline.voices());
        signedCalls = new SignedCalls(settings.links().signedLinks(), clock);
        var jobsApi = new JobsApi(pipeline, settings.jobs(), REPLY_TOPIC_PREFIX, signedCalls, settings.links(),
                voices::speaker, clock);
        routes = routes(pipeline, jobsApi, registry, clock);
        server = new HttpServer(settings.address(), settings.protection(), signedCalls, () -> phase,
                routes,
                GatewayService::known, meters, clock);
        healthPort = settings.healthAddress().map(address -> new HealthPort(address, () -> phase));
        var webhooks = new Webhooks(pipeline.jobs(), settings.webhooks(),
                (job, result) -> switch (job.getApi()) {
                    case ENDPOINT -> Envelope.posted(job, result);
                    case JOBS -> jobsApi.ended(job, result);
                });
        pipeline.tellEnds(Webhooks.REMARK, webhooks);
        parts.add(Service.closing("webhooks", webhooks));
        parts.add(pipeline);
        parts.add(Service.closing("stored audio", store));
        parts.add(server);
        settings.runPod()
                .ifPresent(host -> parts.add(PullWorker.of(host, pipeline, jobReader(), clock, failed)));
    }

    public static List<Setting<?>> settings() {
        return GatewaySettings.SETTINGS;
    }

    /**
     * Opens the ports before anything behind them works, for load balancers that want to see that something is being loaded. Calls are put
     * off until {@link #start} is through. Who opens a gateway closes it, started or not.
     */
    public void open() {
        healthPort.ifPresent(HealthPort::start);
        server.start();
    }

    /** Tells which engine speaks, for gateways in one program with it. Others know when something has been spoken. */
    public void speaksWith(String name) {
        engine = Optional.of(name);
    }

    @Override
    public void start() {
        try {
            open();
            parts.start();
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
        phase = Phase.READY;
        LOG.atInfo().addKeyValue("host", settings.address().getHostString()).addKeyValue("port", port())
                .addKeyValue("keys", settings.protection().keys().isEmpty() ? "none needed" : "needed")
                .log("listening");
    }

    private List<HttpService> routes(Pipeline pipeline, JobsApi jobsApi, SchemaRegistry registry, InstantSource clock) {
        var routes = new ArrayList<HttpService>();
        routes.add(new HealthRoutes(() -> phase));
        routes.add(new Pages());
        routes.add(new ApiDocument());
        routes.add(new EndpointApi(pipeline, limits(), settings.defaultCfgScale(),
                new S3Config(settings.callersStores()), settings.keepEnded(), clock));
        routes.add(new ModelsApi(() -> engine.or(pipeline::engine)));
        routes.add(jobsApi);
        routes.add(new VoicesApi(voices, pipeline.voices(), clock));
        routes.add(new SpeechApi(pipeline, voices,
                new SpeechApi.SpeechLimits(settings.maxInputLength(), settings.speechTimeout()), store, clock));
        settings.links().signedLinks()
                .ifPresent(links -> routes.add(new AudioFiles(settings.links().directory(), links, clock)));
        if (registry instanceof InMemoryRegistry own) {
            routes.add(new RegistryRoutes(new ConfluentRegistryRest(own)));
        }
        return List.copyOf(routes);
    }

    /** Everything that is served. */
    List<HttpService> routes() {
        return routes;
    }

    private JobReader jobReader() {
        return new JobReader(
                new JobReader.Limits(limits(), settings.defaultCfgScale(), settings.maxInputLength()), voices,
                new S3Config(settings.callersStores()));
    }

    private RequestLimits limits() {
        return new RequestLimits(settings.maxTextLength(), REPLY_TOPIC_PREFIX);
    }

    static Optional<Problem> known(Throwable failure) {
        return switch (failure) {
            case PipelineException _ -> Optional.of(Problem
                    .of(503, "server_error", "The speech pipeline cannot be reached").coded("pipeline_unavailable"));
            // Only the server interrupts its threads, and only when it ends before the answer is there.
            case InterruptedException _ -> Optional.of(Problem
                    .of(503, "server_error", "The service is stopping, try again").coded("stopping").worthRetrying());
            default -> Optional.empty();
        };
    }

    /** Whether calls are taken. */
    public boolean isRunning() {
        return phase == Phase.READY;
    }

    /** The port that is listened on, once started. */
    public int port() {
        return server.port();
    }

    /** The port on which health is told. */
    int healthPort() {
        return healthPort.map(HealthPort::port).orElseGet(this::port);
    }

    @Override
    public void close() {
        phase = Phase.STOPPING;
        try {
            parts.close();
        } finally {
            server.close(); // one of the parts only once they have started
            healthPort.ifPresent(HealthPort::close);
        }
    }
}
