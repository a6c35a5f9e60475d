package io.vibestream.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.gateway.pipeline.Beginnings.Range;
import io.vibestream.schemas.Topic;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BeginningsTest {

    private static final TopicPartition AUDIO = new TopicPartition(Topic.AUDIO.topicName(), 3);

    private final Beginnings beginnings = new Beginnings(2);

    @BeforeEach
    void watch() {
        beginnings.watch(AUDIO, 100);
    }

    @Test
    void beginsWhereAYoungRequestWasSeenFirst() {
        beginnings.saw(AUDIO, "a", 140);
        beginnings.saw(AUDIO, "a", 150);

        assertThat(beginnings.range(AUDIO, "a", 120, 200)).isEqualTo(new Range(140, 200));
    }

    @Test
    void findsNothingOfAYoungRequestThatWasNotSeen() {
        assertThat(beginnings.range(AUDIO, "a", 120, 200).isEmpty()).isTrue();
    }

    @Test
    void searchesWhatWasThereBeforeTheWatchBegan() {
        assertThat(beginnings.range(AUDIO, "a", 40, 200)).isEqualTo(new Range(40, 100));
        beginnings.saw(AUDIO, "a", 140);
        assertThat(beginnings.range(AUDIO, "a", 40, 200)).isEqualTo(new Range(40, 200));
    }

    @Test
    void searchesEverythingOnceItHasForgottenSomebody() {
        beginnings.saw(AUDIO, "a", 110);
        beginnings.saw(AUDIO, "b", 120);
        beginnings.saw(AUDIO, "c", 130);

        assertThat(beginnings.range(AUDIO, "a", 105, 200)).isEqualTo(new Range(105, 200));
        assertThat(beginnings.range(AUDIO, "c", 105, 200)).isEqualTo(new Range(130, 200));
    }

    @Test
    void searchesPartitionsThatNobodyWatches() {
        assertThat(beginnings.range(new TopicPartition("t", 0), "a", 5, 9)).isEqualTo(new Range(5, 9));
    }
}
