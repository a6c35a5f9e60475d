package io.vibestream.assembler;

import io.micrometer.core.instrument.MeterRegistry;
import io.vibestream.assembler.store.AudioStore;
import io.vibestream.assembler.store.CallersStores;
import io.vibestream.assembler.store.LocalStore;
import io.vibestream.assembler.store.S3Store;
import io.vibestream.runtime.kafka.Guarantee;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.TopicRequest;
import io.vibestream.runtime.kafka.TopicSetup;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The assembler as a part of a process. Started and closed by one thread, asked by any. */
public final class AssemblerService implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(AssemblerService.class);
    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
    /** A segment is 48 KB: what waits in memory for a task stays at a few megabytes. */
    private static final int RECORDS_AT_ONCE = 100;

    /** A thread here only waits for a caller's store; a long file has 8 MB in memory, for a while. */
    private static final int CALLERS_AT_ONCE = 128;

    private final AssemblerSettings settings;
    private final KafkaClients clients;
    private final Codecs codecs;
    private final AssemblerMetrics metrics;
    private final InstantSource clock;
    private final Consumer<Throwable> failed;
    /** What to close, last opened first. */
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    // Volatile, not handed over: health is asked by other threads and needs an answer at once.
    private volatile Optional<KafkaStreams> streams = Optional.empty();

    /** @param failed told when the stream cannot go on; this service is closed by whoever is told */
    public AssemblerService(AssemblerSettings settings, KafkaClients clients, Codecs codecs, MeterRegistry meters,
            InstantSource clock, Consumer<Throwable> failed) {
        this.settings = settings;
        this.clients = clients;
        this.codecs = codecs;
        this.metrics = new AssemblerMetrics(meters);
        this.clock = clock;
        this.failed = failed;
    }

    public static List<Setting<?>> settings() {
        return AssemblerSettings.SETTINGS;
    }

    @Override
    public String name() {
        return "assembler";
    }

    /** Returns once the stream is on its way; what is there already waits until it has its partitions. */
    @Override
    public void start() throws Exception {
        try {
            clients.awaitBroker();
            var admin = opened(clients.admin());
            TopicSetup.ensure(admin, Topic.all().stream()
                    .map(topic -> new TopicRequest(topic.topicName(), topic.partitions(), topic.configs())).toList(),
                    clients.settings().replicationFactor());
            var callers = new CallersStores(settings.callersStores(), settings.storeTimeout());
            var places = new Finisher.Places(store(), callers,
                    threads(CALLERS_AT_ONCE, Thread.ofVirtual().name("assembler-callers-", 1)));
            var finisher = new Finisher(places, settings.stateDir().resolve("encoding"), metrics, clock);
            var interactive = threads(settings.threads(), Thread.ofPlatform().name("assembler-interactive-", 1));
            var bulk = threads(settings.threads(), Thread.ofPlatform().name("assembler-bulk-", 1));
            var topology = new AssemblerTopology(codecs, finisher, new BrokerTopicSizes(admin), metrics, clock,
                    lane -> lane == Priority.INTERACTIVE ? interactive : bulk, Stores::persistentKeyValueStore);
            start(new KafkaStreams(topology.build(), properties()));
        } catch (RuntimeException failure) {
            close(); // Nobody else closes what did not start.
            throw failure;
        }
    }

    private void start(KafkaStreams started) {
        started.setUncaughtExceptionHandler(cause -> {
            failed.accept(cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams = Optional.of(started);
        opened(() -> stop(started));
        started.start();
    }

    private Optional<AudioStore> store() {
        return switch (settings.place()) {
            case AssemblerSettings.Place.Inline(String remark) -> {
                LOG.atWarn().addKeyValue("cause", remark).log("there is no store: results carry the audio");
                yield Optional.empty();
            }
            case AssemblerSettings.Place.Bucket(var s3) -> {
                LOG.atInfo().addKeyValue("bucket", s3.bucket()).log("audio goes to S3");
                yield Optional.of(opened(new S3Store(s3)));
            }
            case AssemblerSettings.Place.Local(var links, var remark) -> {
                remark.ifPresent(text -> LOG.atWarn().addKeyValue("cause", text).log("S3 is skipped"));
                LOG.atInfo().addKeyValue("directory", links.directory()).log("audio goes to a directory");
                var local = opened(new LocalStore(links.directory(), links.publicUrl(),
                        links.signedLinks().orElseThrow(), settings.linkTtl(), clock));
                sweepRegularly(local);
                yield Optional.of(local);
            }
        };
    }

    private void sweepRegularly(LocalStore local) {
        var sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("assembler-sweeper").daemon().factory());
        opened(sweeper::shutdownNow);
        var _ = sweeper.scheduleWithFixedDelay(() -> local.sweep(settings.retention()), 0, BETWEEN_SWEEPS.toSeconds(),
                TimeUnit.SECONDS);
    }

    private ExecutorService threads(int most, Thread.Builder builder) {
        var threads = Executors.newFixedThreadPool(most, builder.factory());
        opened(() -> {
            threads.shutdownNow();
            if (!threads.awaitTermination(CLOSES_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a track was not given up within " + CLOSES_WITHIN);
            }
        });
        return threads;
    }

    private Properties properties() {
        var properties = clients.streamsProperties(settings.applicationId(), settings.stateDir(),
                Guarantee.EXACTLY_ONCE);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, RECORDS_AT_ONCE);
        // An idle thread looks for finished tracks between polls.
        properties.put(StreamsConfig.POLL_MS_CONFIG, AssemblerProcessor.COLLECTION.toMillis());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), RECORDS_AT_ONCE);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                Topic.RESULTS.maxRecordBytes());
        return properties;
    }

    /** Whether the assembler has its share of the requests and works on it. */
    public boolean isRunning() {
        return streams.map(KafkaStreams::state).filter(KafkaStreams.State.RUNNING::equals).isPresent();
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private static void stop(KafkaStreams running) {
        // Who stays in the group is waited for: the next start would take as long as a session lasts.
        boolean closed = running.close(CloseOptions.timeout(CLOSES_WITHIN)
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        if (!closed) {
            throw new IllegalStateException("the stream did not stop within " + CLOSES_WITHIN);
        }
    }

    @Override
    public void close() throws Exception {
        streams = Optional.empty();
        Optional<Exception> first = Optional.empty();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception failure) { // The others must be closed all the same.
                first.ifPresentOrElse(earlier -> earlier.addSuppressed(failure), () -> {});
                first = first.or(() -> Optional.of(failure));
            }
        }
        if (first.isPresent()) {
            throw first.get();
        }
    }
}
