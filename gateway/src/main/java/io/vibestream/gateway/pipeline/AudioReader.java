package io.vibestream.gateway.pipeline;

import io.vibestream.gateway.streaming.LiveSpeech;
import io.vibestream.gateway.streaming.Place;
import io.vibestream.gateway.streaming.Recall;
import io.vibestream.gateway.streaming.Witness;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads plans and audio from now on, once for all listeners of the process, and decodes only what somebody listens to. What
 * was said before somebody came is read again for him.
 */
final class AudioReader {

    private static final Logger LOG = LoggerFactory.getLogger(AudioReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    /** About twenty seconds of sound for each listener; what he is further behind lies in Kafka. */
    private static final int BUDGET_BYTES = 1 << 20;

    /** Of each partition, a hundred bytes or two each. */
    private static final int BEGINNINGS = 10_000;

    private final Codecs codecs;
    private final Recall recall;
    private final Consumer<String, byte[]> consumer;
    private final PollingThread thread;
    private final Listeners listeners;
    private final Beginnings beginnings;
    private final AudioHistory history;

    /**
     * A reader that has not begun.
     *
     * @param more makes consumers for what was said before
     * @param failed told when reading cannot go on
     */
    AudioReader(Consumer<String, byte[]> consumer, Codecs codecs, Recall recall,
            Supplier<Consumer<String, byte[]>> more,
            Listeners listeners, java.util.function.Consumer<Throwable> failed) {
        this.consumer = consumer;
        this.codecs = codecs;
        this.recall = recall;
        this.listeners = listeners;
        beginnings = new Beginnings(BEGINNINGS);
        history = new AudioHistory(more, beginnings);
        thread = new PollingThread("gateway-audio", consumer, this::poll, failed);
    }

    /** Returns when nothing that is produced later can be missed. */
    void start() {
        try {
            var partitions = Stream.of(Topic.PLANS, Topic.AUDIO)
                    .flatMap(topic -> consumer.partitionsFor(topic.topicName()).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition())).toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            // Seeking alone is lazy and would skip what comes before the first poll.
            partitions.forEach(partition -> beginnings.watch(partition, consumer.position(partition)));
        } catch (RuntimeException failure) {
            consumer.close();
            throw failure;
        }
        thread.start();
    }

    /** From now on everything about this request is heard, until the speech is closed. */
    LiveSpeech listen(String requestId, Witness witness, Runnable onClose) {
        var opened = new AtomicReference<LiveSpeech>(); // a speech says that it is closed, and not which it is
        var speech = new LiveSpeech(BUDGET_BYTES, recall, witness, () -> {
            Optional.ofNullable(opened.get()).ifPresent(known -> listeners.remove(requestId, known));
            onClose.run();
        });
        opened.set(speech);
        listeners.add(requestId, speech);
        return speech;
    }

    /** As above, and what was said of it since some time before, which overlaps: who listens knows repeats. */
    LiveSpeech listenFrom(String requestId, Instant since, Witness witness, Runnable onClose) {
        var speech = listen(requestId, witness, onClose);
        history.tell(new AudioHistory.Wish() {
            @Override
            public String requestId() {
                return requestId;
            }

            @Override
            public boolean isOpen() {
                return listeners.of(requestId).contains(speech);
            }

            @Override
            public void hear(ConsumerRecord<String, byte[]> message) {
                Optional.ofNullable(message.value()).ifPresent(value -> tell(List.of(speech), message, value));
            }
        }, since, speech::lost);
        return speech;
    }

    private void poll() {
        consumer.poll(POLL).forEach(this::hear);
    }

    private void hear(ConsumerRecord<String, byte[]> message) {
        var key = Optional.ofNullable(message.key());
        key.ifPresent(id -> beginnings.saw(new TopicPartition(message.topic(), message.partition()), id,
                message.offset()));
        var speeches = key.map(listeners::of).orElse(List.of());
        if (!speeches.isEmpty()) {
            Optional.ofNullable(message.value()).ifPresent(value -> tell(speeches, message, value));
        }
    }

    private void tell(List<LiveSpeech> speeches, ConsumerRecord<String, byte[]> message, byte[] value) {
        try {
            if (message.topic().equals(Topic.PLANS.topicName())) {
                var plan = codecs.plans().decode(value);
                speeches.forEach(speech -> speech.planned(plan));
            } else {
                var event = codecs.events().decode(value);
                var place = new Place(message.partition(), message.offset());
                speeches.forEach(speech -> speech.happened(event, place));
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
