package io.vibestream.gateway.pipeline;

import org.apache.kafka.common.TopicPartition;

/** Where a record lies. Compaction keeps the latest record of a key where it is. */
record Position(TopicPartition partition, long offset) {

    /** Whether a record here is newer than one there; of one key, so in one partition. */
    boolean isAfter(Position other) {
        return offset > other.offset;
    }
}
