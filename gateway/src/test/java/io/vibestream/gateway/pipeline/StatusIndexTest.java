package io.vibestream.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.RequestState;
import io.vibestream.schemas.RequestStatus;
import io.vibestream.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StatusIndexTest {

    private final StatusIndex index = new StatusIndex();

    @Test
    void remembersSinceWhenARequestIsSpoken() {
        hear(RequestState.PLANNED, 0, 10, 1);
        hear(RequestState.SPEAKING, 1, 50, 2);
        hear(RequestState.SPEAKING, 2, 90, 3);

        assertThat(index.progress("r")).contains(new Progress(RequestState.SPEAKING, Instant.ofEpochMilli(50), 5, 2, 0,
                Instant.ofEpochMilli(90)));
    }

    @Test
    void takesNoOlderWord() {
        hear(RequestState.SPEAKING, 2, 90, 3);
        hear(RequestState.PLANNED, 0, 10, 1);

        assertThat(index.progress("r"))
                .contains(new Progress(RequestState.SPEAKING, 5, 2, 0, Instant.ofEpochMilli(90)));
    }

    @Test
    void keepsTheEndsThatJobsStandFor() {
        hear(RequestState.COMPLETED, 5, 100, 1);
        var later = Instant.ofEpochMilli(100).plus(Duration.ofDays(7));

        index.expire(later, Duration.ofMinutes(5), Duration.ofDays(8), Set.of("r"));
        assertThat(index.size()).isEqualTo(1);
        index.expire(later, Duration.ofMinutes(5), Duration.ofDays(8), Set.of());
        assertThat(index.size()).isZero();
    }

    private void hear(RequestState state, int spoken, long millis, long offset) {
        index.put(RequestStatus.newBuilder().setRequestId("r").setState(state).setChunks(5).setChunksSpoken(spoken)
                .setUpdatedAt(Instant.ofEpochMilli(millis)).build(),
                new Position(new TopicPartition(Topic.STATUS.topicName(), 0), offset));
    }
}
