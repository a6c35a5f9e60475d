package io.vibestream.gateway.pipeline;

import io.vibestream.gateway.streaming.Place;
import io.vibestream.gateway.streaming.Recall;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Segment;
import io.vibestream.schemas.Topic;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads single segments again. Listeners take turns: a consumer serves one thread at a time, and most never need it, so it is opened late. */
final class AudioRecall implements Recall, AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Consumer<String, byte[]>> clients;
    private final Codecs codecs;
    private final InstantSource clock;
    private Optional<Consumer<String, byte[]>> open = Optional.empty();

    AudioRecall(Supplier<Consumer<String, byte[]>> clients, Codecs codecs, InstantSource clock) {
        this.clients = clients;
        this.codecs = codecs;
        this.clock = clock;
    }

    /**
     * Synchronized: see the class.
     *
     * @throws PipelineException when the segment is no longer there
     */
    @Override
    public synchronized byte[] samples(Place place) {
        if (codecs.events().decode(read(place)).getEvent() instanceof Segment segment) {
            return bytes(segment.getPcm());
        }
        throw lost(place, "something else there");
    }

    private byte[] read(Place place) {
        var consumer = consumer();
        var partition = new TopicPartition(Topic.AUDIO.topicName(), place.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, place.offset());
        for (Instant giveUp = clock.instant().plus(PATIENCE); clock.instant().isBefore(giveUp);) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                if (record.offset() == place.offset() && record.value() != null) {
                    return record.value();
                }
                throw lost(place, "offset " + record.offset());
            }
        }
        throw lost(place, "nothing for " + PATIENCE);
    }

    private Consumer<String, byte[]> consumer() {
        if (open.isEmpty()) {
            open = Optional.of(clients.get());
        }
        return open.get();
    }

    private static PipelineException lost(Place place, String found) {
        return new PipelineException("The speech cannot be read again", new IllegalStateException(
                "partition " + place.partition() + ": expected a segment at offset " + place.offset() + ", found "
                        + found));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Synchronized: a listener may be reading. */
    @Override
    public synchronized void close() {
        open.ifPresent(Consumer::close);
    }
}
