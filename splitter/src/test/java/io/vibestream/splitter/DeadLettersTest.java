package io.vibestream.splitter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.Headers;
import io.vibestream.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.apache.kafka.streams.processor.TaskId;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

    private final DeadLetters handler = new DeadLetters();

    private static ProducerRecord<byte[], byte[]> record(Topic topic) {
        return new ProducerRecord<>(topic.topicName(), new byte[]{1}, new byte[]{2, 3});
    }

    @Test
    void takeARecordThatItsTopicDoesNotTake() {
        handler.configure(Map.of());

        var response = handler.handleError(new AtOffset(7), record(Topic.PLANS), new RecordTooLargeException("no"));

        assertThat(response.result()).isEqualTo(Result.RESUME);
        assertThat(response.deadLetterQueueRecords()).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).isEqualTo("tts.dead-letters");
            assertThat(letter.key()).containsExactly(1);
            assertThat(letter.value()).containsExactly(2, 3);
            assertThat(header(letter, Headers.DEAD_TOPIC)).isEqualTo("tts.plans");
            assertThat(header(letter, Headers.DEAD_OFFSET)).isEqualTo("7");
            assertThat(header(letter, Headers.DEAD_REASON))
                    .isEqualTo("expected a record that the topic takes, found 2 bytes");
        });
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Test
    void doNotTakeThemselves() {
        var response = handler.handleError(new AtOffset(7), record(Topic.DEAD_LETTERS),
                new RecordTooLargeException("no"));

        assertThat(response.result()).isEqualTo(Result.FAIL);
    }

    @Test
    void leaveEveryOtherFailureToKafka() {
        assertThat(handler.handleError(new AtOffset(7), record(Topic.PLANS), new TopicAuthorizationException("no"))
                .result())
                .isEqualTo(Result.FAIL);
        assertThat(handler.handleError(new AtOffset(7), record(Topic.PLANS), new TimeoutException("later")).result())
                .isEqualTo(Result.RETRY);
    }

    /** Says that a record of the first partition of the requests was being processed. */
    private record AtOffset(long offset) implements ErrorHandlerContext {

        @Override
        public String topic() {
            return Topic.REQUESTS.topicName();
        }

        @Override
        public int partition() {
            return 0;
        }

        @Override
        public org.apache.kafka.common.header.Headers headers() {
            return new RecordHeaders();
        }

        @Override
        public String processorNodeId() {
            return "splitter";
        }

        @Override
        public TaskId taskId() {
            return new TaskId(0, 0);
        }

        @Override
        public long timestamp() {
            return 0;
        }

        @Override
        public byte[] sourceRawKey() {
            return new byte[0];
        }

        @Override
        public byte[] sourceRawValue() {
            return new byte[0];
        }
    }
}
