package io.vibestream.runtime.links;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs the links under which stored objects are fetched, and checks them. Whoever signs and whoever serves share a secret and nothing
 * else: a link holds for one key until one second, and nobody without the secret can make or change one. Safe to share between threads.
 */
public final class SignedLinks {

    static final int MIN_SECRET_BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

    private final SecretKeySpec secret;

    /** @param secret what signs; at least 16 bytes, or it could be guessed */
    public SignedLinks(byte[] secret) {
        if (secret.length < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "secret for links: expected at least " + MIN_SECRET_BYTES + " bytes, found " + secret.length);
        }
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The query, without its question mark, that makes an address hold for {@code key} until {@code expires}, cut to whole seconds. */
    public String query(String key, Instant expires) {
        var seconds = Long.toString(expires.getEpochSecond());
        return "expires=" + seconds + "&signature=" + signature(key, seconds);
    }

    /**
     * Whether this is a query that {@link #query} made for this key, and still holds. The texts may be anything that a caller sent.
     *
     * @param key the object's name, decoded
     */
    public boolean valid(String key, String expires, String signature, Instant now) {
        // Digits only, so that no line break in it can shift the border between key and second.
        if (!SECONDS.matcher(expires).matches()) {
            return false;
        }
        boolean ours = MessageDigest.isEqual(signature(key, expires).getBytes(UTF_8), signature.getBytes(UTF_8));
        return ours && now.getEpochSecond() < Long.parseLong(expires);
    }

    private String signature(String key, String expires) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            var signature = mac.doFinal((key + "\n" + expires).getBytes(UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }
}
