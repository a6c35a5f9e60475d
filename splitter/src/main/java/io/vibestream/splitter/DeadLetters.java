package io.vibestream.splitter;

import io.vibestream.schemas.Headers;
import io.vibestream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What cannot be produced goes to the dead letters, so that one record does not stop the stream. We make none that is larger than the
 * catalogue allows; a topic may have been given a smaller limit. Everything else fails or is tried again, as Kafka does by itself. Made by
 * Kafka Streams.
 */
public final class DeadLetters implements ProductionExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private final DefaultProductionExceptionHandler otherwise = new DefaultProductionExceptionHandler();

    @Override
    public Response handleError(ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record,
            Exception exception) {
        if (!(exception instanceof RecordTooLargeException) || record.topic().equals(Topic.DEAD_LETTERS.topicName())) {
            return otherwise.handleError(context, record, exception);
        }
        var reason = "expected a record that the topic takes, found " + record.value().length + " bytes";
        LOG.atError().addKeyValue("topic", record.topic()).addKeyValue("reason", reason).log("dead letter");
        var headers = new RecordHeaders(record.headers());
        describe(headers, record.topic(), context.partition(), context.offset(), reason);
        return Response.resume(List.of(new ProducerRecord<>(Topic.DEAD_LETTERS.topicName(), null, record.timestamp(),
                record.key(), record.value(), headers)));
    }

    @Override
    public void configure(Map<String, ?> configs) {
        otherwise.configure(configs);
    }

    /** Adds where a record was read and why it could not be used. */
    static void describe(org.apache.kafka.common.header.Headers headers, String topic, int partition, long offset,
            String reason) {
        add(headers, Headers.DEAD_TOPIC, topic);
        add(headers, Headers.DEAD_PARTITION, Integer.toString(partition));
        add(headers, Headers.DEAD_OFFSET, Long.toString(offset));
        add(headers, Headers.DEAD_REASON, reason);
        add(headers, Headers.DEAD_ATTEMPTS, "1");
    }

    private static void add(org.apache.kafka.common.header.Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
