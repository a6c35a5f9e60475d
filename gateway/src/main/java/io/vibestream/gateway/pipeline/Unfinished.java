package io.vibestream.gateway.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.TopicPartition;

/** Which records are still being dealt with, and so how far a partition is done. Pure; for one thread. */
final class Unfinished {

    private final Map<TopicPartition, TreeSet<Long>> begun = new HashMap<>();
    private final Map<TopicPartition, Long> next = new HashMap<>();

    /** A record was read that needs nothing. */
    void passed(Position position) {
        next.put(position.partition(), position.offset() + 1);
    }

    /** A record was read, and is being dealt with from now on. */
    void begun(Position position) {
        passed(position);
        begun.computeIfAbsent(position.partition(), _ -> new TreeSet<>()).add(position.offset());
    }

    /** A record has been dealt with; one of a partition that was taken away is nobody's business here. */
    void done(Position position) {
        begun.getOrDefault(position.partition(), new TreeSet<>()).remove(position.offset());
    }

    void forget(TopicPartition partition) {
        begun.remove(partition);
        next.remove(partition);
    }

    /** Where to go on after a restart: behind what is done, before everything that is not. */
    Map<TopicPartition, Long> committable() {
        var offsets = new HashMap<TopicPartition, Long>();
        next.forEach((partition, position) -> {
            var waiting = begun.getOrDefault(partition, new TreeSet<>());
            offsets.put(partition, waiting.isEmpty() ? position : waiting.getFirst());
        });
        return Map.copyOf(offsets);
    }
}
