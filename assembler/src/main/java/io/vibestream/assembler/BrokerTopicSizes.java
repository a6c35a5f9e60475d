package io.vibestream.assembler;

import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the broker, and remembers its answer for a while. Safe to share between threads. */
final class BrokerTopicSizes implements TopicSizes {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerTopicSizes.class);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(5);
    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    /** Callers name topics, so there is no end to the names. */
    private static final int MAX_REMEMBERED = 1000;

    private final Admin admin;
    /** Shared by all stream threads; a queue would make each wait for the others' questions. */
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    private record Answer(OptionalInt maxRecordBytes, long nanoTime) {}

    /** @param admin stays the caller's to close */
    BrokerTopicSizes(Admin admin) {
        this.admin = admin;
    }

    @Override
    public OptionalInt maxRecordBytes(String topic) {
        var known = answers.get(topic);
        if (known != null && System.nanoTime() - known.nanoTime() < REMEMBERED.toNanos()) {
            return known.maxRecordBytes();
        }
        if (answers.size() >= MAX_REMEMBERED) {
            answers.clear();
        }
        var answer = ask(topic);
        answers.put(topic, new Answer(answer, System.nanoTime()));
        return answer;
    }

    private OptionalInt ask(String topic) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            var config = admin.describeConfigs(List.of(resource)).all()
                    .get(ANSWERS_WITHIN.toMillis(), TimeUnit.MILLISECONDS).get(resource);
            var limit = config == null ? null : config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            return limit == null ? assumed(topic) : OptionalInt.of(Integer.parseInt(limit.value()));
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof UnknownTopicOrPartitionException) {
                return OptionalInt.empty();
            }
            return unanswered(topic, failure);
        } catch (TimeoutException failure) {
            return unanswered(topic, failure);
        } catch (InterruptedException stop) {
            throw new InterruptException(stop);
        }
    }

    private static OptionalInt unanswered(String topic, Exception failure) {
        LOG.atWarn().addKeyValue("topic", topic).setCause(failure).log("the broker does not say what the topic takes");
        return assumed(topic);
    }

    /** Our own topics exist, or nothing would run; of others nothing is known. */
    private static OptionalInt assumed(String topic) {
        return Topic.named(topic).map(ours -> OptionalInt.of(ours.maxRecordBytes())).orElse(OptionalInt.empty());
    }
}
