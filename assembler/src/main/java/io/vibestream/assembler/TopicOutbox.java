package io.vibestream.assembler;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Headers;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.time.InstantSource;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Encodes what is to be said and forwards it to its topic. Owned by one stream thread. */
final class TopicOutbox implements Outbox {

    private final ProcessorContext<byte[], Outgoing> context;
    private final Codecs codecs;
    private final InstantSource clock;

    TopicOutbox(ProcessorContext<byte[], Outgoing> context, Codecs codecs, InstantSource clock) {
        this.context = context;
        this.codecs = codecs;
        this.clock = clock;
    }

    @Override
    public void result(String topic, SpeechResult result) {
        send(topic, result.getRequestId(), codecs.results().encode(result));
        // Whoever waits for it sees it with the commit; the next record may take its time.
        context.commit();
    }

    @Override
    public void status(RequestStatus status) {
        send(Topic.STATUS.topicName(), status.getRequestId(), codecs.statuses().encode(status));
    }

    private void send(String topic, String requestId, byte[] value) {
        context.forward(
                new Record<>(requestId.getBytes(UTF_8), new Outgoing(topic, Bytes.wrap(value)), clock.millis()));
    }

    /** Passes a record on as it came, with what is wrong with it. */
    void deadLetter(Record<byte[], byte[]> record, RecordMetadata origin, String reason) {
        var value = Bytes.wrap(record.value() == null ? new byte[0] : record.value());
        var letter = new Record<>(record.key(), new Outgoing(Topic.DEAD_LETTERS.topicName(), value),
                clock.millis());
        letter.headers().add(Headers.DEAD_TOPIC, origin.topic().getBytes(UTF_8))
                .add(Headers.DEAD_PARTITION, Integer.toString(origin.partition()).getBytes(UTF_8))
                .add(Headers.DEAD_OFFSET, Long.toString(origin.offset()).getBytes(UTF_8))
                .add(Headers.DEAD_REASON, reason.getBytes(UTF_8)).add(Headers.DEAD_ATTEMPTS, "1".getBytes(UTF_8));
        context.forward(letter);
    }
}
