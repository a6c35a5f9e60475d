package io.vibestream.assembler;

import io.vibestream.audio.Pcm;
import io.vibestream.schemas.Codec;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.SpeechPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.BytesSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What one task remembers of its requests, with names and types put on the bytes. Requests are small and rewritten at every step; plans,
 * takes and segments stay beside them until the request is over. Owned by the task's stream thread; others may read, see
 * {@link Assemblies}.
 */
final class RequestStores {

    private final Codec<Request> requestCodec = new RequestCodec();
    private final Codec<SpeechPlan> planCodec;
    private final Codec<Take> takeCodec;
    private final KeyValueStore<Bytes, byte[]> requests;
    private final KeyValueStore<Bytes, byte[]> plans;
    private final KeyValueStore<Bytes, byte[]> takes;
    private final KeyValueStore<Bytes, byte[]> segments;
    /** Keys only, in the order in which the requests are due: what the clock asks for is found without looking at the rest. */
    private final KeyValueStore<Bytes, byte[]> due;

    /** An attempt at a chunk, and where its segments are. */
    record ChosenTake(Bytes key, Take take) {}

    RequestStores(Function<StoreName, KeyValueStore<Bytes, byte[]>> stores, Codecs codecs) {
        planCodec = codecs.plans();
        takeCodec = new TakeCodec(codecs.events());
        requests = stores.apply(StoreName.REQUESTS);
        plans = stores.apply(StoreName.PLANS);
        takes = stores.apply(StoreName.TAKES);
        segments = stores.apply(StoreName.SEGMENTS);
        due = stores.apply(StoreName.DUE);
    }

    Optional<Request> request(Bytes key) {
        return Optional.ofNullable(requests.get(key)).map(requestCodec::decode);
    }

    void put(Bytes key, Request request) {
        var before = request(key);
        if (before.isEmpty() || !before.get().due().equals(request.due())) {
            before.ifPresent(earlier -> due.delete(StoreKeys.due(earlier.due(), key)));
            due.put(StoreKeys.due(request.due(), key), new byte[0]);
        }
        requests.put(key, requestCodec.encode(request));
    }

    /** The plan of a request that has one. */
    SpeechPlan plan(Bytes key) {
        return Optional.ofNullable(plans.get(key)).map(planCodec::decode)
                .orElseThrow(() -> new IllegalStateException("no plan is stored for " + key));
    }

    void putPlan(Bytes key, SpeechPlan plan) {
        plans.put(key, planCodec.encode(plan));
    }

    Take take(Bytes takeKey) {
        return Optional.ofNullable(takes.get(takeKey)).map(takeCodec::decode).orElse(Take.NOTHING);
    }

    void putTake(Bytes takeKey, Take take) {
        takes.put(takeKey, takeCodec.encode(take));
    }

    /** Keeps one segment, unless it is there already; says whether it was new. */
    boolean addSegment(Bytes takeKey, int index, ByteBuffer pcm) {
        var bytes = new byte[pcm.remaining()];
        pcm.duplicate().get(bytes);
        return segments.putIfAbsent(StoreKeys.segment(takeKey, index), bytes) == null;
    }

    /** The takes that are heard, of chunks 0 up to {@code chunks}; every one of these is spoken. */
    List<ChosenTake> chosenTakes(Bytes key, int chunks) {
        var chosen = new ArrayList<ChosenTake>();
        try (var all = scan(takes, key)) {
            all.forEachRemaining(entry -> {
                var take = takeCodec.decode(entry.value);
                // Events that came before the plan may speak of chunks that there are not.
                if (take.chosen() && StoreKeys.chunkOf(entry.key) < chunks) {
                    chosen.add(new ChosenTake(entry.key, take));
                }
            });
        }
        if (chosen.size() != chunks) {
            throw new IllegalStateException(
                    "request " + key + ": expected " + chunks + " spoken chunks in the store, found " + chosen.size());
        }
        return chosen;
    }

    /** Hands out the segments of one take, in order. */
    void play(Bytes takeKey, Sound.Listener listener) throws IOException {
        try (var all = scan(segments, takeKey)) {
            while (all.hasNext()) {
                listener.hear(Pcm.fromS16le(Sound.SAMPLE_RATE, ByteBuffer.wrap(all.next().value)));
            }
        }
    }

    /** Those of the requests due by {@code now} that are wanted, the earliest first, {@code limit} at most. */
    List<Bytes> due(Instant now, int limit, Predicate<Bytes> wanted) {
        var keys = new ArrayList<Bytes>();
        try (var all = due.range(StoreKeys.firstDue(), StoreKeys.afterDue(now))) {
            while (all.hasNext() && keys.size() < limit) {
                var key = StoreKeys.requestOf(all.next().key);
                if (wanted.test(key)) {
                    keys.add(key);
                }
            }
        }
        return keys;
    }

    /** Drops plan, takes and segments; what the request itself says stays. */
    void dropContents(Bytes key) {
        plans.delete(key);
        dropAll(takes, key);
        dropAll(segments, key);
    }

    /** Drops everything that is known of a request. */
    void forget(Bytes key) {
        dropContents(key);
        request(key).ifPresent(request -> due.delete(StoreKeys.due(request.due(), key)));
        requests.delete(key);
    }

    private static void dropAll(KeyValueStore<Bytes, byte[]> store, Bytes prefix) {
        try (var all = scan(store, prefix)) {
            all.forEachRemaining(entry -> store.delete(entry.key));
        }
    }

    private static KeyValueIterator<Bytes, byte[]> scan(KeyValueStore<Bytes, byte[]> store, Bytes prefix) {
        return store.prefixScan(prefix, new BytesSerializer());
    }
}
