package io.vibestream.gateway.pipeline;

import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.UndecodableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives what arrives to those who want it: results to who waits, states to the index. Used by the reader's thread alone. */
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    /** A request that nothing was heard of for so long has left its topics, too. */
    private static final Duration SILENT_FOR = Duration.ofDays(2);
    private static final Duration BETWEEN_SWEEPS = Duration.ofMinutes(1);

    private final Codecs codecs;
    private final Waiting waiting;
    private final StatusIndex index;
    private final Duration keepEnded;
    private Instant nextSweep = Instant.MIN;

    /** @param keepEnded how long the state of an ended request is known */
    Inbox(Codecs codecs, Waiting waiting, StatusIndex index, Duration keepEnded) {
        this.codecs = codecs;
        this.waiting = waiting;
        this.index = index;
        this.keepEnded = keepEnded;
    }

    void accept(ConsumerRecord<String, byte[]> message) {
        var id = Optional.ofNullable(message.key());
        var value = Optional.ofNullable(message.value());
        if (message.topic().equals(Topic.RESULTS.topicName())) {
            id.ifPresent(known -> value.ifPresent(
                    bytes -> waiting.arrived(known, () -> codecs.results().decode(bytes))));
        } else if (value.isEmpty()) {
            id.ifPresent(index::remove);
        } else {
            learn(message, value.get());
        }
    }

    private void learn(ConsumerRecord<String, byte[]> message, byte[] value) {
        try {
            index.put(codecs.statuses().decode(value));
        } catch (UndecodableException foreign) {
            LOG.atWarn().addKeyValue("topic", message.topic()).addKeyValue("partition", message.partition())
                    .addKeyValue("offset", message.offset()).setCause(foreign).log("unreadable status ignored");
        }
    }

    /** To be called now and then. */
    void tidy(Instant now) {
        if (now.isAfter(nextSweep)) {
            nextSweep = now.plus(BETWEEN_SWEEPS);
            index.expire(now, keepEnded, SILENT_FOR);
        }
    }
}
