package io.vibestream.synth.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Headers;
import io.vibestream.schemas.Topic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What a worker sends, as Kafka's records. */
final class Records {

    private Records() {}

    static ProducerRecord<String, byte[]> audio(ChunkEvent event, Codec<ChunkEvent> codec) {
        return new ProducerRecord<>(Topic.AUDIO.topicName(), event.getRequestId(), codec.encode(event));
    }

    /** The record as it came, with headers that say where from and why. */
    static ProducerRecord<String, byte[]> deadLetter(ConsumerRecord<String, byte[]> record, String reason,
            int attempts) {
        var letter = new ProducerRecord<>(Topic.DEAD_LETTERS.topicName(), null, record.key(), record.value(),
                record.headers());
        letter.headers().add(Headers.DEAD_TOPIC, record.topic().getBytes(UTF_8))
                .add(Headers.DEAD_PARTITION, Integer.toString(record.partition()).getBytes(UTF_8))
                .add(Headers.DEAD_OFFSET, Long.toString(record.offset()).getBytes(UTF_8))
                .add(Headers.DEAD_REASON, reason.getBytes(UTF_8))
                .add(Headers.DEAD_ATTEMPTS, Integer.toString(attempts).getBytes(UTF_8));
        return letter;
    }
}
