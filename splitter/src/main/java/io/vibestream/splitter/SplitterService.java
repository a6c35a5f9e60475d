package io.vibestream.splitter;

import io.micrometer.core.instrument.MeterRegistry;
import io.vibestream.runtime.kafka.Guarantee;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.TopicRequest;
import io.vibestream.runtime.kafka.TopicSetup;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/** The splitter as a part of a process. Started and closed by one thread, asked by any. */
public final class SplitterService implements Service {

    private static final Duration CLOSES_WITHIN = Duration.ofSeconds(30);

    private final SplitterSettings settings;
    private final KafkaClients clients;
    private final SplitterTopology topology;
    private final Consumer<Throwable> failed;
    // Volatile, not handed over: health is asked by other threads and needs an answer at once.
    private volatile Optional<KafkaStreams> streams = Optional.empty();

    /** @param failed told when the stream cannot go on; this service is closed by whoever is told */
    public SplitterService(SplitterSettings settings, KafkaClients clients, Codecs codecs, MeterRegistry meters,
            InstantSource clock, Consumer<Throwable> failed) {
        this.settings = settings;
        this.clients = clients;
        this.topology = new SplitterTopology(settings, codecs, new SplitterMetrics(meters), clock);
        this.failed = failed;
    }

    public static List<Setting<?>> settings() {
        return SplitterSettings.SETTINGS;
    }

    @Override
    public String name() {
        return "splitter";
    }

    /** Returns once the stream is on its way; requests that are there already wait until it has its partitions. */
    @Override
    public void start() {
        clients.awaitBroker();
        try (var admin = clients.admin()) {
            TopicSetup.ensure(admin, Topic.all().stream()
                    .map(topic -> new TopicRequest(topic.topicName(), topic.partitions(), topic.configs())).toList(),
                    clients.settings().replicationFactor());
        }
        var started = new KafkaStreams(topology.build(), properties());
        started.setUncaughtExceptionHandler(cause -> {
            failed.accept(cause);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams = Optional.of(started);
        started.start();
    }

    private Properties properties() {
        var properties = clients.streamsProperties(settings.applicationId(), settings.stateDir(),
                Guarantee.AT_LEAST_ONCE);
        properties.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetters.class);
        // A dead letter is a request with headers on top; a request alone may be as large as a producer sends by default.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                Topic.DEAD_LETTERS.maxRecordBytes());
        // A request may make thousands of records; a thousand requests between two polls could look like a hung thread.
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 100);
        return properties;
    }

    /** Whether the splitter has its share of the requests and works on it. */
    public boolean isRunning() {
        return streams.map(KafkaStreams::state).filter(KafkaStreams.State.RUNNING::equals).isPresent();
    }

    @Override
    public void close() {
        // Who stays in the group is waited for: the next start would take as long as a session lasts.
        boolean closed = streams.map(running -> running.close(CloseOptions.timeout(CLOSES_WITHIN)
                .withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP))).orElse(true);
        streams = Optional.empty();
        if (!closed) {
            throw new IllegalStateException("the stream did not stop within " + CLOSES_WITHIN);
        }
    }
}
