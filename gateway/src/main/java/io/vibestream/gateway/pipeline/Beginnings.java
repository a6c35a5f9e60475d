package io.vibestream.gateway.pipeline;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Where each request of late begins in the partitions that are watched, so that who joins late need not search. Synchronized: the reader
 * writes it, listeners read it, and neither takes any time.
 */
final class Beginnings {

    private final int remembered;
    private final Map<TopicPartition, Watch> watches = new HashMap<>();

    /** @param remembered how many requests of a partition; of earlier ones only the time is known */
    Beginnings(int remembered) {
        this.remembered = remembered;
    }

    /** From {@code from} to before {@code to}. */
    record Range(long from, long to) {

        boolean isEmpty() {
            return from >= to;
        }
    }

    /** What is known of one partition. */
    private final class Watch {
        private final long since;
        private boolean forgetful;
        private final Map<String, Long> firsts = new LinkedHashMap<>();

        Watch(long since) {
            this.since = since;
        }

        void saw(String requestId, long offset) {
            if (firsts.putIfAbsent(requestId, offset) == null && firsts.size() > remembered) {
                firsts.remove(firsts.keySet().iterator().next());
                forgetful = true;
            }
        }

        Range range(String requestId, long byTime, long end) {
            var first = Optional.ofNullable(firsts.get(requestId));
            // What was there before the watch began is known by its time only.
            long from = byTime >= since ? first.orElse(byTime) : byTime;
            long to = first.isPresent() || forgetful ? end : Math.min(end, since);
            return new Range(from, to);
        }
    }

    /** From this offset on every record of the partition is told. */
    synchronized void watch(TopicPartition partition, long since) {
        watches.put(partition, new Watch(since));
    }

    synchronized void saw(TopicPartition partition, String requestId, long offset) {
        Optional.ofNullable(watches.get(partition)).ifPresent(watch -> watch.saw(requestId, offset));
    }

    /**
     * Where the records of a request must be, as far as they were told.
     *
     * @param byTime none of them is before it
     * @param end none of them is there or later
     */
    synchronized Range range(TopicPartition partition, String requestId, long byTime, long end) {
        return Optional.ofNullable(watches.get(partition)).map(watch -> watch.range(requestId, byTime, end))
                .orElseGet(() -> new Range(byTime, end));
    }
}
