package io.vibestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TopicTest {

    @Test
    void plansAndAudioAreCoPartitionedBecauseTheAssemblerJoinsThem() {
        assertThat(Topic.PLANS.partitions()).isEqualTo(Topic.AUDIO.partitions());
        assertThat(Topic.CANCELLATIONS.partitions()).isEqualTo(Topic.AUDIO.partitions());
    }

    @Test
    void aLaneHasOnePartitionSoThatEveryWorkerIsAssignedIt() {
        assertThat(Topic.CHUNKS_INTERACTIVE.partitions()).isEqualTo(1);
        assertThat(Topic.CHUNKS_BULK.partitions()).isEqualTo(1);
    }

    @Test
    void audioNeedsNoSettingInAnyClient() {
        assertThat(Topic.AUDIO.configs()).containsEntry("max.message.bytes", "1048588");
    }

    @Test
    void voicesAreKeptUntilTheyAreDeletedAndTheLongestRecordingFits() {
        assertThat(Topic.VOICES.configs()).containsEntry("cleanup.policy", "compact")
                .containsEntry("retention.ms", "-1");
        assertThat(Topic.VOICES.maxRecordBytes()).isGreaterThan(30 * 24_000 * Short.BYTES + 1_000);
    }

    @Test
    void whatOthersReadNeedsNoDecompressor() {
        assertThat(Topic.RESULTS.configs()).containsEntry("compression.type", "uncompressed");
        assertThat(Topic.AUDIO.configs()).doesNotContainKey("compression.type");
    }

    @ParameterizedTest
    @EnumSource
    void everyTopicHasRetentionAndIsFoundByItsName(Topic topic) {
        if (topic != Topic.VOICES) {
            assertThat(Long.parseLong(topic.configs().get("retention.ms"))).isPositive();
        }
        assertThat(Topic.named(topic.topicName())).contains(topic);
        assertThat(topic.subject()).isEqualTo(topic.topicName() + "-value");
    }

    @Test
    void everyPriorityHasItsLane() {
        assertThat(Topic.chunks(Priority.INTERACTIVE)).isEqualTo(Topic.CHUNKS_INTERACTIVE);
        assertThat(Topic.chunks(Priority.BULK)).isEqualTo(Topic.CHUNKS_BULK);
    }
}
