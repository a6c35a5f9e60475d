package io.vibestream.assembler.store;

import io.vibestream.runtime.stores.CallersStore;
import io.vibestream.runtime.stores.StoreSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Opens the buckets that callers bring along, each for one request. Safe to share between threads. */
public final class CallersStores {

    /** As RunPod's own library does: seven days, the longest that Amazon allows. */
    private static final Duration LINK_TTL = Duration.ofDays(7);

    private final StoreSettings settings;
    private final Duration patience;

    /** @param patience how long storing one object may take in all, tries and pauses included */
    public CallersStores(StoreSettings settings, Duration patience) {
        this.settings = settings;
        this.patience = patience;
    }

    /**
     * The bucket that was sealed for this request. One that cannot be opened refuses everything.
     *
     * @param sealed anybody's bytes
     */
    public AudioStore open(String requestId, ByteBuffer sealed) {
        if (settings.seal().isEmpty()) {
            return new Closed("the assembler has no " + StoreSettings.STORE_SECRET.name() + " to open it with");
        }
        return settings.seal().get().open(sealed, requestId).<AudioStore>map(store -> open(requestId, store))
                .orElseGet(() -> new Closed("cannot be opened: it was sealed for another request, or with another "
                        + StoreSettings.STORE_SECRET.name()));
    }

    private CallersBucket open(String requestId, CallersStore store) {
        var bucket = new S3Settings(store.bucket(), StoreRegion.of(store.endpoint()), Optional.of(store.endpoint()),
                Optional.empty(), store.accessId().reveal(), store.accessSecret(), LINK_TTL, patience);
        var watchers = settings.anywhere()
                ? new ExecutionInterceptor[0]
                : new ExecutionInterceptor[]{new TargetWatch()};
        return new CallersBucket(requestId, new Bucket(bucket, watchers), patience);
    }

    /** A bucket that nobody could get into. */
    private record Closed(String cause) implements AudioStore {

        @Override
        public Stored store(ObjectKey key, Path file, String contentType) {
            return CallersBucket.refused(cause);
        }

        @Override
        public void close() {}
    }
}
