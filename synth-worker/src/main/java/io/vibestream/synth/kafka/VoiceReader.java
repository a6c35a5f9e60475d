package io.vibestream.synth.kafka;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.ReferenceRecordings;
import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.UndecodableException;
import io.vibestream.schemas.VoiceRecording;
import io.vibestream.synth.voice.UploadedVoices;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that reads every uploaded voice there is, and then those that come and go. Started and closed once, by its owner. */
public final class VoiceReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VoiceReader.class);
    /** Hundreds of voices come within seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Codec<VoiceRecording> codec;
    private final UploadedVoices voices;
    private final Thread thread;
    private final StopSignal stop = new StopSignal();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    /** The rest belongs to the reading thread. Where to go on after trouble: what was read is not read again. */
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private Map<TopicPartition, Long> ends = Map.of();

    /** @param onFailure told when the thread cannot go on: the service should be stopped */
    public VoiceReader(Supplier<Consumer<String, byte[]>> clients, Codec<VoiceRecording> codec, UploadedVoices voices,
            java.util.function.Consumer<Throwable> onFailure) {
        this.codec = codec;
        this.voices = voices;
        var follower = new TopicFollower(Topic.VOICES, clients, new FromHere(), stop, onFailure);
        thread = Thread.ofPlatform().name("synth-voices").unstarted(() -> {
            try {
                follower.run();
            } finally {
                caughtUp.countDown(); // nobody shall wait for a thread that has ended
            }
        });
    }

    /** Returns when every voice is known that was uploaded before. */
    public void start() {
        thread.start();
        try {
            if (!caughtUp.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                close(); // nobody closes what did not start
                throw new IllegalStateException(
                        Topic.VOICES.topicName() + " could not be read to its end within " + PATIENCE);
            }
        } catch (InterruptedException stopping) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading " + Topic.VOICES.topicName(), stopping);
        }
    }

    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Reads on from where it was. */
    private final class FromHere implements TopicFollower.Reading {

        @Override
        public void begin(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
            partitions.forEach(partition -> consumer.seek(partition, next.getOrDefault(partition, 0L)));
            ends = consumer.endOffsets(partitions);
        }

        @Override
        public void note(ConsumerRecord<String, byte[]> record) {
            try {
                var name = Optional.ofNullable(record.key()).orElse("");
                var value = Optional.ofNullable(record.value());
                if (value.isEmpty()) {
                    voices.remove(name);
                } else {
                    voices.put(name, Pcm.fromS16le(ReferenceRecordings.SAMPLE_RATE,
                            codec.decode(value.get()).getSamples()));
                }
            } catch (UndecodableException | IllegalArgumentException | IOException unusable) {
                // Who asks for the voice is told that another one spoke.
                LOG.atError().addKeyValue("partition", record.partition()).addKeyValue("offset", record.offset())
                        .setCause(unusable).log("an uploaded voice cannot be kept");
            }
        }

        @Override
        public void noted(Consumer<String, byte[]> consumer) {
            ends.keySet().forEach(partition -> next.put(partition, consumer.position(partition)));
            if (ends.entrySet().stream().allMatch(end -> isReached(end.getKey(), end.getValue()))) {
                caughtUp.countDown();
            }
        }
    }

    private boolean isReached(TopicPartition partition, long end) {
        return next.getOrDefault(partition, 0L) >= end;
    }

    /** Any number of times. */
    @Override
    public void close() {
        stop.letGo();
        try {
            thread.join();
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt(); // the caller has no more time
        }
    }
}
