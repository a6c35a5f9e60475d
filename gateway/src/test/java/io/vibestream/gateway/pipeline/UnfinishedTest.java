package io.vibestream.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class UnfinishedTest {

    private static final TopicPartition A = new TopicPartition("t", 0);
    private static final TopicPartition B = new TopicPartition("t", 1);

    private final Unfinished unfinished = new Unfinished();

    @Test
    void isDoneUpToTheFirstThatIsNot() {
        unfinished.begun(new Position(A, 5));
        unfinished.passed(new Position(A, 6));
        unfinished.begun(new Position(A, 7));
        unfinished.passed(new Position(B, 0));

        assertThat(unfinished.committable()).isEqualTo(Map.of(A, 5L, B, 1L));
        unfinished.done(new Position(A, 7));
        assertThat(unfinished.committable()).containsEntry(A, 5L);
        unfinished.done(new Position(A, 5));
        assertThat(unfinished.committable()).containsEntry(A, 8L);
    }

    @Test
    void forgetsPartitionsThatWentToSomebodyElse() {
        unfinished.begun(new Position(A, 5));

        unfinished.forget(A);
        unfinished.done(new Position(A, 5));

        assertThat(unfinished.committable()).isEmpty();
    }
}
