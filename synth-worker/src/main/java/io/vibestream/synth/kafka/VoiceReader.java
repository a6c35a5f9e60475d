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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that reads every uploaded voice there is, and then those that come and go. Started and closed once, by its owner. */
public final class VoiceReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VoiceReader.class);
    private static final Duration POLL = Duration.ofMillis(250);
    /** Hundreds of voices come within seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Supplier<Consumer<String, byte[]>> clients;
    private final Codec<VoiceRecording> codec;
    private final UploadedVoices voices;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final Thread thread = Thread.ofPlatform().name("synth-voices").unstarted(this::run);
    private final StopSignal stop = new StopSignal();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    /** The rest belongs to the reading thread. Where to go on after trouble: what was read is not read again. */
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final Backoff backoff = new Backoff();

    /** @param onFailure told when the thread cannot go on: the service should be stopped */
    public VoiceReader(Supplier<Consumer<String, byte[]>> clients, Codec<VoiceRecording> codec, UploadedVoices voices,
            java.util.function.Consumer<Throwable> onFailure) {
        this.clients = clients;
        this.codec = codec;
        this.voices = voices;
        this.onFailure = onFailure;
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

    private void run() {
        try {
            while (!stop.isLettingGo()) {
                read();
            }
        } catch (InterruptedException | InterruptException asked) {
            LOG.debug("interrupted");
        } catch (Throwable failure) { // the one catch-all: the service stops and restarts clean
            onFailure.accept(failure);
        } finally {
            caughtUp.countDown(); // nobody shall wait for a thread that has ended
        }
    }

    private void read() throws InterruptedException {
        try (var consumer = clients.get()) {
            var partitions = consumer.partitionsFor(Topic.VOICES.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition())).toList();
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, next.getOrDefault(partition, 0L)));
            var ends = consumer.endOffsets(partitions);
            while (!stop.isLettingGo()) {
                consumer.poll(POLL).forEach(this::note);
                partitions.forEach(partition -> next.put(partition, consumer.position(partition)));
                if (ends.entrySet().stream().allMatch(end -> isReached(end.getKey(), end.getValue()))) {
                    caughtUp.countDown();
                }
                backoff.reset();
            }
        } catch (InterruptException | AuthenticationException | AuthorizationException fatal) {
            throw fatal;
        } catch (KafkaException trouble) {
            LOG.warn("uploaded voices cannot be read for now", trouble);
            stop.pause(backoff.next());
        }
    }

    private boolean isReached(TopicPartition partition, long end) {
        return next.getOrDefault(partition, 0L) >= end;
    }

    private void note(ConsumerRecord<String, byte[]> record) {
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
