package io.vibestream.assembler;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.Refusal;
import io.vibestream.schemas.RequestRules;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.Topic;
import io.vibestream.schemas.UndecodableException;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes plans, chunk events and cancellations for {@link Requests}. What cannot be used becomes a dead letter; if it says by its key
 * which request it belongs to, that request fails, because it could only wait for its deadline. Owned by one stream thread.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final byte[] NOTHING = {};

    private final Codecs codecs;
    private final Requests requests;
    private final TopicOutbox outbox;
    private final AssemblerMetrics metrics;
    private final InstantSource clock;

    Intake(Codecs codecs, Requests requests, TopicOutbox outbox, AssemblerMetrics metrics, InstantSource clock) {
        this.codecs = codecs;
        this.requests = requests;
        this.outbox = outbox;
        this.metrics = metrics;
        this.clock = clock;
    }

    void take(Record<byte[], byte[]> record, RecordMetadata origin) {
        if (origin.topic().equals(Topic.PLANS.topicName())) {
            plan(record).ifPresent(problem -> {
                reject(record, origin, Topic.PLANS, problem);
                id(record).ifPresent(id -> requests.planned(refused(id, problem)));
            });
        } else if (origin.topic().equals(Topic.AUDIO.topicName())) {
            event(record).ifPresent(problem -> {
                reject(record, origin, Topic.AUDIO, problem);
                id(record).ifPresent(id -> requests.over(id, Ending.of(Reason.UNDECODABLE, problem)));
            });
        } else {
            cancellation(record).ifPresent(problem -> reject(record, origin, Topic.CANCELLATIONS, problem));
        }
    }

    /** Each of these says what is wrong with a record, if anything is. */
    private Optional<String> plan(Record<byte[], byte[]> record) {
        try {
            var plan = codecs.plans().decode(value(record));
            var problem = RequestRules.idProblem(plan.getRequestId()).or(() -> keyProblem(record, plan.getRequestId()))
                    .or(() -> plan.getChunks().size() > EventRules.MAX_CHUNKS
                            ? Optional.of("chunks: expected at most " + EventRules.MAX_CHUNKS)
                            : Optional.empty());
            if (problem.isEmpty()) {
                requests.planned(plan);
            }
            return problem;
        } catch (UndecodableException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }

    private Optional<String> event(Record<byte[], byte[]> record) {
        try {
            var event = codecs.events().decode(value(record));
            var problem = EventRules.problem(event).or(() -> keyProblem(record, event.getRequestId()));
            return problem.isPresent() ? problem : requests.happened(event);
        } catch (UndecodableException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }

    private Optional<String> cancellation(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            return Optional.empty(); // The topic is compacted: this says that an earlier cancellation can be dropped.
        }
        try {
            var cancellation = codecs.cancellations().decode(value(record));
            var problem = RequestRules.idProblem(cancellation.getRequestId())
                    .or(() -> keyProblem(record, cancellation.getRequestId()));
            if (problem.isEmpty()) {
                requests.cancelled(cancellation);
            }
            return problem;
        } catch (UndecodableException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }

    private void reject(Record<byte[], byte[]> record, RecordMetadata origin, Topic topic, String problem) {
        outbox.deadLetter(record, origin, problem);
        metrics.deadLetter(topic);
        LOG.atWarn().addKeyValue("topic", origin.topic()).addKeyValue("partition", origin.partition())
                .addKeyValue("offset", origin.offset()).addKeyValue("reason", problem).log("record rejected");
    }

    private static byte[] value(Record<byte[], byte[]> record) {
        return record.value() == null ? NOTHING : record.value();
    }

    /** A record under another key may be in another partition than the rest of its request. */
    private static Optional<String> keyProblem(Record<byte[], byte[]> record, String requestId) {
        return id(record).filter(requestId::equals).isPresent()
                ? Optional.empty()
                : Optional.of("key: expected the request id " + requestId + ", found another");
    }

    private static Optional<String> id(Record<byte[], byte[]> record) {
        return Optional.ofNullable(record.key()).map(key -> new String(key, UTF_8))
                .filter(id -> RequestRules.idProblem(id).isEmpty());
    }

    /** What stands in for a plan that nobody can read: the request ends, on the topic for everybody. */
    private SpeechPlan refused(String id, String problem) {
        var now = clock.instant();
        return SpeechPlan.newBuilder().setRequestId(id).setRefusal(new Refusal(Reason.UNDECODABLE, problem))
                .setCreatedAt(now).setPlannedAt(now).setDeadline(now).build();
    }
}
