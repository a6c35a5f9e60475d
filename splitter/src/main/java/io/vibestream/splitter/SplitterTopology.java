package io.vibestream.splitter;

import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;

/** Requests in; statuses, plans, chunks and dead letters out. */
final class SplitterTopology {

    private static final String SOURCE = "requests";
    private static final String SPLITTER = "splitter";
    /** Each sink has its topic's name. */
    private static final List<Topic> SINKS = List.of(Topic.STATUS, Topic.PLANS, Topic.CHUNKS_INTERACTIVE,
            Topic.CHUNKS_BULK, Topic.DEAD_LETTERS);

    private final SplitterSettings settings;
    private final Codecs codecs;
    private final SplitterMetrics metrics;
    private final InstantSource clock;

    SplitterTopology(SplitterSettings settings, Codecs codecs, SplitterMetrics metrics, InstantSource clock) {
        this.settings = settings;
        this.codecs = codecs;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** Bytes come in and go out: a record that cannot be read must reach the processor, which knows where to put it. */
    Topology build() {
        var intake = new Intake(codecs.requests());
        var splitter = new Splitter(settings, codecs);
        var topology = new Topology()
                .addSource(AutoOffsetReset.earliest(), SOURCE, sanely(clock), new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(), Topic.REQUESTS.topicName())
                .addProcessor(SPLITTER, () -> new SplitterProcessor(intake, splitter, metrics, clock), SOURCE)
                .addStateStore(SeenIds.builder(), SPLITTER);
        for (var topic : SINKS) {
            topology.addSink(topic.topicName(), topic.topicName(), new ByteArraySerializer(), new ByteArraySerializer(),
                    SPLITTER);
        }
        return topology;
    }

    /** A sender that stamps its records with nothing or with next year must not stop the stream or make it forget. */
    static TimestampExtractor sanely(InstantSource clock) {
        return (record, _) -> {
            long now = clock.millis();
            return record.timestamp() < 0 || record.timestamp() > now ? now : record.timestamp();
        };
    }
}
