package io.vibestream.assembler;

import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Plans, audio and cancellations in; results, statuses and dead letters out. */
final class AssemblerTopology {

    private static final String SOURCE = "events";
    private static final String ASSEMBLER = "assembler";
    private static final String SINK = "outbox";

    private final Codecs codecs;
    private final Finisher finisher;
    private final TopicSizes topics;
    private final AssemblerMetrics metrics;
    private final InstantSource clock;
    private final Function<Priority, Executor> lanes;
    private final Function<String, KeyValueBytesStoreSupplier> stores;

    /**
     * @param lanes where tracks of a priority are put together
     * @param stores makes a place for the contents of a store, by its name
     */
    AssemblerTopology(Codecs codecs, Finisher finisher, TopicSizes topics, AssemblerMetrics metrics,
            InstantSource clock, Function<Priority, Executor> lanes,
            Function<String, KeyValueBytesStoreSupplier> stores) {
        this.lanes = lanes;
        this.stores = stores;
        this.codecs = codecs;
        this.finisher = finisher;
        this.topics = topics;
        this.metrics = metrics;
        this.clock = clock;
    }

    Topology build() {
        var topology = new Topology()
                .addSource(SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topic.PLANS.topicName(),
                        Topic.AUDIO.topicName(), Topic.CANCELLATIONS.topicName())
                .addProcessor(ASSEMBLER, () -> new AssemblerProcessor(this::wire), SOURCE);
        Arrays.stream(StoreName.values()).forEach(name -> topology.addStateStore(store(name), ASSEMBLER));
        Serializer<Outgoing> values = (_, outgoing) -> outgoing.value().get();
        return topology.addSink(SINK, (_, outgoing, _) -> outgoing.topic(), new ByteArraySerializer(), values,
                ASSEMBLER);
    }

    private AssemblerProcessor.Parts wire(ProcessorContext<byte[], Outgoing> context) {
        var contents = new RequestStores(
                name -> context.<KeyValueStore<Bytes, byte[]>>getStateStore(name.text()), codecs);
        var outbox = new TopicOutbox(context, codecs, clock);
        var assemblies = new Assemblies(contents, finisher, lanes);
        var requests = new Requests(contents, assemblies, new Replies(topics, codecs), outbox, metrics, clock);
        return new AssemblerProcessor.Parts(new Intake(codecs, requests, outbox, metrics, clock), requests, assemblies,
                context);
    }

    /** In Kafka too, so that another machine can go on. */
    private StoreBuilder<KeyValueStore<Bytes, byte[]>> store(StoreName name) {
        return Stores.keyValueStoreBuilder(stores.apply(name.text()), Serdes.Bytes(),
                Serdes.ByteArray()).withLoggingEnabled(changelog(name));
    }

    private static Map<String, String> changelog(StoreName name) {
        return switch (name) {
            case REQUESTS, TAKES, DUE -> Map.of();
            // A plan may fill a record by itself, and its key comes on top.
            case PLANS ->
                Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(2 * Topic.PLANS.maxRecordBytes()));
            // Sound lives for seconds or minutes: roll and compact early, or the disk would keep a week of it.
            case SEGMENTS -> Map.of(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(Duration.ofHours(1).toMillis()),
                    TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(128 << 20),
                    TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.2");
        };
    }
}
