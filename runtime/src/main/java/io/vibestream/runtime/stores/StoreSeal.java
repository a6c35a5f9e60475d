package io.vibestream.runtime.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vibestream.runtime.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Closes the stores of callers up, so that they can travel through topics that others read, and opens them again where the audio is stored.
 * Only who has the secret can do either, and what was sealed for one request opens for no other. Safe to share between threads.
 *
 * <p>A sealed store is one byte of version, twelve of nonce, and what AES-256-GCM makes of endpoint, bucket, key and secret, each as two bytes of
 * length and modified UTF-8. The key is HKDF-SHA256 of the secret; the request's id is authenticated with it.
 */
public final class StoreSeal {

    static final int MIN_SECRET_BYTES = 16;
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int KEY_BYTES = 32;
    /** Makes another key of the same secret than any other use of it would. */
    private static final byte[] PURPOSE = "vibestream sealed store 1".getBytes(UTF_8);

    private final SecretKey key;
    private final SecureRandom random = new SecureRandom();

    /** @param secret at least 16 bytes, or it could be guessed */
    public StoreSeal(Secret secret) {
        var bytes = secret.reveal().getBytes(UTF_8);
        if (bytes.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret for stores: expected at least " + MIN_SECRET_BYTES + " bytes, found " + bytes.length);
        }
        try {
            key = KDF.getInstance("HKDF-SHA256").deriveKey("AES",
                    HKDFParameterSpec.ofExtract().addIKM(bytes).thenExpand(PURPOSE, KEY_BYTES));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java 25 has HKDF-SHA256", impossible);
        }
    }

    public ByteBuffer seal(CallersStore store, String requestId) {
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            var closed = cipher(Cipher.ENCRYPT_MODE, nonce, requestId).doFinal(bytes(store));
            return ByteBuffer.allocate(1 + NONCE_BYTES + closed.length).put(VERSION).put(nonce).put(closed).flip();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES-GCM", impossible);
        }
    }

    /** What was sealed for this request with this secret; empty when it was not, or is not what it was. The bytes may be anybody's. */
    public Optional<CallersStore> open(ByteBuffer sealed, String requestId) {
        var bytes = sealed.duplicate();
        if (bytes.remaining() < 1 + NONCE_BYTES + TAG_BYTES || bytes.get() != VERSION) {
            return Optional.empty();
        }
        var nonce = new byte[NONCE_BYTES];
        bytes.get(nonce);
        var closed = new byte[bytes.remaining()];
        bytes.get(closed);
        try {
            return Optional.of(store(cipher(Cipher.DECRYPT_MODE, nonce, requestId).doFinal(closed)));
        } catch (AEADBadTagException notOurs) {
            return Optional.empty();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES-GCM", impossible);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String requestId) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(new byte[]{VERSION});
        cipher.updateAAD(requestId.getBytes(UTF_8));
        return cipher;
    }

    private static byte[] bytes(CallersStore store) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeUTF(store.endpoint().toString());
            out.writeUTF(store.bucket());
            out.writeUTF(store.accessId().reveal());
            out.writeUTF(store.accessSecret().reveal());
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    private static CallersStore store(byte[] bytes) {
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return new CallersStore(URI.create(in.readUTF()), in.readUTF(), new Secret(in.readUTF()),
                    new Secret(in.readUTF()));
        } catch (IOException impossible) {
            throw new IllegalStateException("a store was sealed that cannot be read", impossible);
        }
    }
}
