package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives what arrives to those who want it: results to who waits, states, jobs and voices to their indexes. Used by the reader's thread alone. */
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    /** Jobs whose callers waited for them are known so long at most, and states must not be forgotten before jobs. */
    private static final Duration LONGEST_SYNC = Duration.ofMinutes(5);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private final Codecs codecs;
    private final Waiting waiting;
    private final StatusIndex index;
    private final JobIndex jobs;
    private final VoiceIndex voices;
    private final LastEngine engine;
    private final Duration keepEnded;
    private Instant nextSweep = Instant.MIN;

    /** @param keepEnded how long the state of an ended request is known */
    Inbox(Codecs codecs, Waiting waiting, StatusIndex index, JobIndex jobs, VoiceIndex voices, LastEngine engine,
            Duration keepEnded) {
        this.codecs = codecs;
        this.waiting = waiting;
        this.index = index;
        this.jobs = jobs;
        this.voices = voices;
        this.engine = engine;
        this.keepEnded = keepEnded.compareTo(LONGEST_SYNC) > 0 ? keepEnded : LONGEST_SYNC;
    }

    void accept(ConsumerRecord<String, byte[]> message) {
        var id = Optional.ofNullable(message.key());
        var value = Optional.ofNullable(message.value());
        if (message.topic().equals(Topic.RESULTS.topicName())) {
            id.ifPresent(known -> value.ifPresent(
                    bytes -> waiting.arrived(known, () -> codecs.results().decode(bytes))));
        } else if (value.isEmpty()) {
            id.ifPresent(name -> forget(message, name));
        } else {
            learn(message, value.get());
        }
    }

    private static Position position(ConsumerRecord<String, byte[]> message) {
        return new Position(new TopicPartition(message.topic(), message.partition()), message.offset());
    }

    private void forget(ConsumerRecord<String, byte[]> message, String name) {
        if (message.topic().equals(Topic.VOICES.topicName())) {
            voices.put(name, Optional.empty(), position(message));
        } else if (message.topic().equals(Topic.JOBS.topicName())) {
            jobs.remove(name);
        } else {
            index.remove(name);
        }
    }

    private void learn(ConsumerRecord<String, byte[]> message, byte[] value) {
        try {
            var position = position(message);
            if (message.topic().equals(Topic.JOBS.topicName())) {
                jobs.put(codecs.jobs().decode(value), position);
            } else if (message.topic().equals(Topic.VOICES.topicName())) {
                var voice = UploadedVoice.of(codecs.voices().decode(value));
                voices.put(voice.name(), Optional.of(voice), position);
            } else {
                var status = codecs.statuses().decode(value);
                index.put(status, position);
                engine.heard(status);
            }
        } catch (UndecodableException foreign) {
            LOG.atWarn().addKeyValue("topic", message.topic()).addKeyValue("partition", message.partition())
                    .addKeyValue("offset", message.offset()).setCause(foreign).log("unreadable record ignored");
        }
    }

    /** To be called now and then, once everything that was there is known. */
    void tidy(Instant now) {
        if (now.isAfter(nextSweep)) {
            nextSweep = now.plus(BETWEEN_SWEEPS);
            jobs.expire(now, index::progress); // before the states are forgotten that say what is over
            index.expire(now, keepEnded, KnownJob.LONGEST_SILENCE, jobs.requestIds());
        }
    }
}
