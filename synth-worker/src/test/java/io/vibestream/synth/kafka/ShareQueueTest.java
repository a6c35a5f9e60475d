package io.vibestream.synth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidRecordStateException;
import org.junit.jupiter.api.Test;

class ShareQueueTest {

    private static final TopicPartition PARTITION = new TopicPartition("lane", 0);

    /** Kafka's mock, with acknowledgements that are written down and may be refused. */
    private static final class Scripted extends MockShareConsumer<String, byte[]> {
        private final Queue<List<ConsumerRecord<String, byte[]>>> polls = new ArrayDeque<>();
        private final List<String> acknowledged = new ArrayList<>();
        private Optional<KafkaException> refusal = Optional.empty();
        private boolean closed;

        private Scripted polling(List<ConsumerRecord<String, byte[]>> records) {
            polls.add(records);
            return this;
        }

        @Override
        public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
            assertThat(subscription()).containsExactly("lane");
            var records = polls.poll();
            if (records == null) {
                throw new KafkaException("broken");
            }
            return new ConsumerRecords<>(records.isEmpty() ? Map.of() : Map.of(PARTITION, records), Map.of());
        }

        @Override
        public synchronized void acknowledge(ConsumerRecord<String, byte[]> record, AcknowledgeType type) {
            acknowledged.add(type + " " + record.offset());
        }

        @Override
        public synchronized Map<TopicIdPartition, Optional<KafkaException>> commitSync(Duration timeout) {
            var answer = new HashMap<TopicIdPartition, Optional<KafkaException>>();
            answer.put(new TopicIdPartition(Uuid.ONE_UUID, PARTITION), refusal);
            return answer;
        }

        @Override
        public synchronized void close(Duration timeout) {
            closed = true;
        }
    }

    private static ConsumerRecord<String, byte[]> record(long offset) {
        return new ConsumerRecord<>("lane", 0, offset, "key", new byte[0]);
    }

    private final Queue<Scripted> clients = new ArrayDeque<>();
    private final ShareQueue queue = new ShareQueue("lane", Duration.ofSeconds(30), clients::remove);

    private Scripted client() {
        var client = new Scripted();
        clients.add(client);
        return client;
    }

    @Test
    void aRecordIsTakenAndAccepted() {
        var client = client().polling(List.of()).polling(List.of(record(7)));

        assertThat(queue.take(Duration.ZERO)).isEmpty();
        assertThat(queue.take(Duration.ZERO)).map(ConsumerRecord::offset).contains(7L);
        assertThat(queue.accept()).isTrue();

        assertThat(client.acknowledged).containsExactly("accept 7");
        assertThat(queue.lock()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aRenewedRecordIsPolledAgainBeforeItIsReleased() {
        var client = client().polling(List.of(record(7))).polling(List.of()).polling(List.of(record(7)));
        assertThat(queue.take(Duration.ZERO)).isPresent();

        assertThat(queue.renew()).isTrue();
        assertThat(queue.release()).isTrue();

        assertThat(client.acknowledged).containsExactly("renew 7", "release 7");
    }

    @Test
    void aLostLockMeansANewConsumer() {
        var lost = client().polling(List.of(record(7)));
        lost.refusal = Optional.of(new InvalidRecordStateException("too late"));
        client().polling(List.of(record(8)));
        assertThat(queue.take(Duration.ZERO)).isPresent();

        assertThat(queue.renew()).isFalse();

        assertThat(lost.closed).isTrue();
        assertThat(queue.take(Duration.ZERO)).map(ConsumerRecord::offset).contains(8L);
    }

    @Test
    void anAcknowledgementThatIsRefusedDoesNotCount() {
        var late = client().polling(List.of(record(7)));
        late.refusal = Optional.of(new InvalidRecordStateException("too late"));
        assertThat(queue.take(Duration.ZERO)).isPresent();

        assertThat(queue.accept()).isFalse();
        assertThat(late.closed).isTrue();
    }

    @Test
    void aConsumerThatBreaksIsReplaced() {
        var broken = client();
        client().polling(List.of(record(1)));

        assertThatThrownBy(() -> queue.take(Duration.ZERO)).isInstanceOf(KafkaException.class);

        assertThat(broken.closed).isTrue();
        assertThat(queue.take(Duration.ZERO)).isPresent();
    }

    @Test
    void moreThanOneRecordAtATimeIsAMistakeInTheSetUp() {
        client().polling(List.of(record(1), record(2)));

        assertThatThrownBy(() -> queue.take(Duration.ZERO)).hasMessageContaining("record_limit");
    }

    @Test
    void aRecordMustBeSettledBeforeTheNextIsTaken() {
        client().polling(List.of(record(1)));
        assertThat(queue.take(Duration.ZERO)).isPresent();

        assertThatThrownBy(() -> queue.take(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingTwiceClosesOnce() {
        var client = client().polling(List.of());
        assertThat(queue.take(Duration.ZERO)).isEmpty();

        queue.close();
        queue.close();

        assertThat(client.closed).isTrue();
    }
}
