package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.stores.CallersStore;
import io.vibestream.runtime.stores.StoreSeal;
import io.vibestream.runtime.stores.StoreSettings;
import io.vibestream.runtime.targets.Targets;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The bucket that a job brings along for its audio: RunPod's {@code s3Config}, with the keys that RunPod's own library reads. Messages quote
 * nothing of it. Safe to share between threads.
 */
public final class S3Config {

    private final StoreSettings settings;

    public S3Config(StoreSettings settings) {
        this.settings = settings;
    }

    /**
     * Reads what a job has under {@code s3Config}; RunPod's library takes an empty object for none.
     *
     * @throws ProblemException when it is no bucket, or may not be used
     */
    public Optional<CallersStore> read(JsonNode written) {
        if (written.isMissingNode() || written.isNull() || (written.isObject() && written.isEmpty())) {
            return Optional.empty();
        }
        if (settings.seal().isEmpty()) {
            throw problem("expected none, because " + StoreSettings.STORE_SECRET.name()
                    + " is not set: audio goes to the store that the service is set up with");
        }
        if (!written.isObject()) {
            throw problem("expected an object, found " + Json.kind(written));
        }
        return Optional.of(new CallersStore(endpoint(text(written, "endpointUrl")),
                expect(text(written, "bucketName"), CallersStore::isBucket, "bucketName",
                        "3 to 63 small letters, digits, dots and hyphens, as Amazon has them"),
                secret(written, "accessId", CallersStore::isAccessId, "1 to 128 visible ASCII characters"),
                secret(written, "accessSecret", CallersStore::isAccessSecret, "1 to 256 ASCII characters")));
    }

    private URI endpoint(String written) {
        var address = address(written).filter(CallersStore::isEndpoint).orElseThrow(
                () -> problem(
                        "endpointUrl: expected an address with http or https and a host, and nothing behind its path"));
        if (!settings.anywhere() && !Targets.mayBePublic(address.getHost())) {
            throw problem("endpointUrl: expected an address of the public internet");
        }
        return address;
    }

    private static Optional<URI> address(String written) {
        try {
            return Optional.of(new URI(written));
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
    }

    private static Secret secret(JsonNode written, String key, Predicate<String> rule, String expected) {
        return new Secret(expect(text(written, key), rule, key, expected));
    }

    private static String text(JsonNode written, String key) {
        if (!written.path(key).isTextual()) {
            throw problem(key + ": expected a string, found " + Json.kind(written.path(key)));
        }
        return written.path(key).textValue();
    }

    private static String expect(String value, Predicate<String> rule, String key, String expected) {
        if (!rule.test(value)) {
            throw problem(key + ": expected " + expected);
        }
        return value;
    }

    private static ProblemException problem(String message) {
        return new ProblemException(Problem.badRequest("s3Config: " + message));
    }

    /** The bucket as it travels with a request. */
    public ByteBuffer seal(CallersStore store, String requestId) {
        return seal().seal(store, requestId);
    }

    /**
     * The same bucket for another request.
     *
     * @throws ProblemException when it cannot be opened any more
     */
    ByteBuffer reseal(ByteBuffer sealed, String from, String to) {
        return settings.seal().flatMap(seal -> seal.open(sealed, from)).map(store -> seal(store, to))
                .orElseThrow(() -> problem("expected the " + StoreSettings.STORE_SECRET.name()
                        + " that the job was taken with; it has been changed since"));
    }

    private StoreSeal seal() {
        return settings.seal().orElseThrow(() -> new IllegalStateException("a store was read without a seal"));
    }
}
