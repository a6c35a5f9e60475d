package io.vibestream.runtime.kafka;

import java.util.Map;

/**
 * A topic that must exist.
 *
 * @param partitions as many as it gets when it is created, and the fewest that an existing one may have
 * @param configs Kafka's topic properties, such as {@code retention.ms}
 */
public record TopicRequest(String name, int partitions, Map<String, String> configs) {

    public TopicRequest {
        if (partitions < 1) {
            throw new IllegalArgumentException(
                    "topic " + name + ": expected at least 1 partition, found " + partitions);
        }
        configs = Map.copyOf(configs);
    }
}
