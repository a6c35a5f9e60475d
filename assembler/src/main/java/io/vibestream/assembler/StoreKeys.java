package io.vibestream.assembler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys in the stores. Requests and attempts, which others name, go in as hashes of one length: no name can begin with another, so a scan
 * over one request never meets a neighbour. Numbers are big endian and not negative, so that bytes sort as the numbers do.
 */
final class StoreKeys {

    private static final int HASH_BYTES = 32;

    private StoreKeys() {}

    static Bytes request(String id) {
        return Bytes.wrap(hash(id));
    }

    /** All takes and segments of a chunk begin with this. */
    static Bytes chunk(Bytes request, int chunk) {
        return Bytes.wrap(ByteBuffer.allocate(HASH_BYTES + Integer.BYTES).put(request.get()).putInt(chunk).array());
    }

    static Bytes take(Bytes request, int chunk, String attempt) {
        return Bytes.wrap(ByteBuffer.allocate(2 * HASH_BYTES + Integer.BYTES).put(request.get()).putInt(chunk)
                .put(hash(attempt)).array());
    }

    static Bytes segment(Bytes take, int index) {
        return Bytes.wrap(
                ByteBuffer.allocate(take.get().length + Integer.BYTES).put(take.get()).putInt(index).array());
    }

    static int chunkOf(Bytes take) {
        return ByteBuffer.wrap(take.get()).getInt(HASH_BYTES);
    }

    /** What is due earlier sorts first. */
    static Bytes due(Instant when, Bytes request) {
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES + HASH_BYTES).putLong(millis(when)).put(request.get()).array());
    }

    /** Sorts before everything that is due. */
    static Bytes firstDue() {
        return Bytes.wrap(new byte[Long.BYTES]);
    }

    /** Sorts after everything that is due at {@code when} or earlier. */
    static Bytes afterDue(Instant when) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(millis(when) + 1).array());
    }

    static Bytes requestOf(Bytes due) {
        var request = new byte[HASH_BYTES];
        ByteBuffer.wrap(due.get(), Long.BYTES, HASH_BYTES).get(request);
        return Bytes.wrap(request);
    }

    private static long millis(Instant when) {
        return Math.max(0, when.toEpochMilli());
    }

    private static byte[] hash(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
