package io.vibestream.splitter;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * The ids of the last day's requests, each with the offset of the record that brought it. Owned by one stream thread.
 *
 * <p>After a crash Kafka delivers records again that were read but not committed, while their ids may be remembered already. Such a
 * record is recognised by its offset and is no repeat: nobody knows whether what followed from it has left.
 */
final class SeenIds {

    static final String STORE = "seen-ids";
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final WindowStore<String, Long> store;

    SeenIds(WindowStore<String, Long> store) {
        this.store = store;
    }

    /** On disk and in Kafka, in segments that are dropped whole when they are old: no scan, and no more than a day or two of ids. */
    static StoreBuilder<WindowStore<String, Long>> builder() {
        return Stores.windowStoreBuilder(
                Stores.persistentWindowStore(STORE, REMEMBERED, REMEMBERED, false),
                Serdes.String(), Serdes.Long()).withLoggingEnabled(Map.of());
    }

    /** Remembers the id; says whether another record has brought it before. */
    boolean isRepeat(String id, long offset, Instant now) {
        try (var found = store.fetch(id, now.minus(REMEMBERED), now.plus(REMEMBERED))) {
            if (found.hasNext()) {
                return found.next().value != offset;
            }
        }
        store.put(id, offset, now.toEpochMilli());
        return false;
    }
}
