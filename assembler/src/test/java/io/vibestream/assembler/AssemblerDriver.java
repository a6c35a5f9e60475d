package io.vibestream.assembler;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.assembler.store.AudioStore;
import io.vibestream.assembler.store.CallersStores;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.runtime.stores.StoreSettings;
import io.vibestream.schemas.Cancellation;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;

/** The real topology over topics in memory, with a clock that tests set. Can be killed and started again in the middle. */
final class AssemblerDriver implements AutoCloseable {

    final Codecs codecs;
    final Map<String, Integer> topicSizes = new HashMap<>();
    private final Path directory;
    private final Optional<AudioStore> store;
    private final Function<String, KeyValueBytesStoreSupplier> stores;
    private final CallersStores callers = new CallersStores(new StoreSettings(Optional.empty(), false), Duration.ZERO);
    private final List<TestRecord<byte[], byte[]>> out = new ArrayList<>();
    private final List<String> outTopics = new ArrayList<>();
    /** Where tracks are put together. */
    private Executor executor = Runnable::run;
    /** Where callers' stores are waited for. */
    private Executor beside = Runnable::run;
    private Instant now = Speech.NOON;
    private TopologyTestDriver driver;

    /** With stores in memory, which start in no time. */
    AssemblerDriver(Path directory, Optional<AudioStore> store) {
        this(directory, store, Stores::inMemoryKeyValueStore);
    }

    AssemblerDriver(Path directory, Optional<AudioStore> store, Function<String, KeyValueBytesStoreSupplier> stores) {
        this.directory = directory;
        this.stores = stores;
        this.store = store;
        var registry = new InMemoryRegistry();
        codecs = new Codecs(registry::register, registry::find);
        for (var topic : List.of(Topic.RESULTS, Topic.STATUS, Topic.DEAD_LETTERS)) {
            topicSizes.put(topic.topicName(), topic.maxRecordBytes());
        }
        driver = start();
    }

    private TopologyTestDriver start() {
        var metrics = new AssemblerMetrics(new SimpleMeterRegistry());
        var finisher = new Finisher(new Finisher.Places(store, callers, work -> beside.execute(work)),
                directory.resolve("work"), metrics, () -> now);
        var topology = new AssemblerTopology(codecs, finisher, this::size, metrics, () -> now,
                _ -> executor, stores)
                .build();
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "assembler");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.resolve("state").toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        return new TopologyTestDriver(topology, properties, now);
    }

    private OptionalInt size(String topic) {
        var size = topicSizes.get(topic);
        return size == null ? OptionalInt.empty() : OptionalInt.of(size);
    }

    void send(SpeechPlan plan) {
        send(Topic.PLANS, plan.getRequestId(), codecs.plans().encode(plan));
    }

    void send(ChunkEvent event) {
        send(Topic.AUDIO, event.getRequestId(), codecs.events().encode(event));
    }

    void send(List<ChunkEvent> events) {
        events.forEach(this::send);
    }

    void send(Cancellation cancellation) {
        send(Topic.CANCELLATIONS, cancellation.getRequestId(), codecs.cancellations().encode(cancellation));
    }

    void send(Topic topic, String key, byte[] value) {
        driver.createInputTopic(topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(key.getBytes(UTF_8), value, now);
        collect();
    }

    /** As wall-clock time passes. */
    void pass(Duration time) {
        now = now.plus(time);
        driver.advanceWallClockTime(time);
        collect();
    }

    private void collect() {
        driver.advanceWallClockTime(AssemblerProcessor.COLLECTION);
        for (var topic : driver.producedTopicNames()) {
            if (topicSizes.containsKey(topic)) {
                driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                        .readRecordsToList().forEach(record -> {
                            out.add(record);
                            outTopics.add(topic);
                        });
            }
        }
    }

    /** From now on tracks are put together there. */
    void assembleOn(Executor other) {
        executor = other;
        restart();
    }

    /** From now on callers' stores are waited for there. */
    void handOverOn(Executor other) {
        beside = other;
    }

    /** Goes on in another process: what is not in the stores is lost. */
    void restart() {
        var kept = new HashMap<String, Map<Bytes, byte[]>>();
        for (var name : StoreName.values()) {
            kept.put(name.text(), contents(name));
        }
        driver.close();
        driver = start();
        kept.forEach((name, entries) -> {
            KeyValueStore<Bytes, byte[]> restored = driver.getKeyValueStore(name);
            entries.forEach(restored::put);
        });
    }

    Map<Bytes, byte[]> contents(StoreName name) {
        KeyValueStore<Bytes, byte[]> kept = driver.getKeyValueStore(name.text());
        var entries = new HashMap<Bytes, byte[]>();
        try (var all = kept.all()) {
            all.forEachRemaining(entry -> entries.put(entry.key, entry.value));
        }
        return entries;
    }

    List<TestRecord<byte[], byte[]>> records(String topic) {
        var records = new ArrayList<TestRecord<byte[], byte[]>>();
        for (int i = 0; i < out.size(); i++) {
            if (outTopics.get(i).equals(topic)) {
                records.add(out.get(i));
            }
        }
        return records;
    }

    List<SpeechResult> results(String topic) {
        return records(topic).stream().map(record -> codecs.results().decode(record.value())).toList();
    }

    List<SpeechResult> results() {
        return results(Topic.RESULTS.topicName());
    }

    List<RequestStatus> statuses() {
        return records(Topic.STATUS.topicName()).stream().map(record -> codecs.statuses().decode(record.value()))
                .toList();
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return records(Topic.DEAD_LETTERS.topicName());
    }

    @Override
    public void close() {
        driver.close();
    }
}
