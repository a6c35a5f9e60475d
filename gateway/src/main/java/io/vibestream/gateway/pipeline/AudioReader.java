package io.vibestream.gateway.pipeline;

import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.gateway.streaming.Place;
import io.vibestream.gateway.streaming.Recall;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.UndecodableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads plans and audio from now on, once for all listeners of the process, and decodes only what somebody listens to. Listeners' threads
 * put themselves into the map, the reader's thread looks them up by id, and neither waits for the other: hence a concurrent map.
 */
final class AudioReader {

    private static final Logger LOG = LoggerFactory.getLogger(AudioReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    /** About twenty seconds of sound for each listener; what he is further behind lies in Kafka. */
    private static final int BUDGET_BYTES = 1 << 20;

    private final Codecs codecs;
    private final Recall recall;
    private final Consumer<String, byte[]> consumer;
    private final PollingThread thread;
    private final ConcurrentMap<String, LiveSpeech> listeners;

    /** @param failed told when reading cannot go on */
    AudioReader(Consumer<String, byte[]> consumer, Codecs codecs, Recall recall,
            ConcurrentMap<String, LiveSpeech> listeners, java.util.function.Consumer<Throwable> failed) {
        this.consumer = consumer;
        this.codecs = codecs;
        this.recall = recall;
        this.listeners = listeners;
        thread = new PollingThread("gateway-audio", consumer, this::poll, failed);
    }

    static ConcurrentMap<String, LiveSpeech> listeners() {
        return new ConcurrentHashMap<>();
    }

    /** Returns when nothing that is produced later can be missed. */
    void start() {
        try {
            var partitions = Stream.of(Topic.PLANS, Topic.AUDIO)
                    .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position); // seeking alone is lazy and would skip what comes before the first poll
        } catch (RuntimeException failure) {
            consumer.close();
            throw failure;
        }
        thread.start();
    }

    /** From now on everything about this request is heard, until the speech is closed. */
    LiveSpeech listen(String requestId, Runnable onClose) {
        var speech = new LiveSpeech(BUDGET_BYTES, recall, () -> {
            listeners.remove(requestId);
            onClose.run();
        });
        if (listeners.putIfAbsent(requestId, speech) != null) {
            throw new IllegalArgumentException("somebody listens to this request already");
        }
        return speech;
    }

    private void poll() {
        consumer.poll(POLL).forEach(this::hear);
    }

    private void hear(ConsumerRecord<String, byte[]> message) {
        var value = Optional.ofNullable(message.value());
        Optional.ofNullable(message.key()).map(listeners::get)
                .ifPresent(speech -> value.ifPresent(bytes -> tell(speech, message, bytes)));
    }

    private void tell(LiveSpeech speech, ConsumerRecord<String, byte[]> message, byte[] value) {
        try {
            if (message.topic().equals(Topic.PLANS.topicName())) {
                speech.planned(codecs.plans().decode(value));
            } else {
                speech.happened(codecs.events().decode(value), new Place(message.partition(), message.offset()));
            }
        } catch (UndecodableException foreign) {
            // The assembler makes it a dead letter and fails the request, which the listener then hears.
            LOG.atDebug().addKeyValue("topic", message.topic()).addKeyValue("offset", message.offset())
                    .log("an unreadable event");
        }
    }

    /** Closes the consumer, too. */
    void close() throws InterruptedException {
        thread.close();
    }
}
