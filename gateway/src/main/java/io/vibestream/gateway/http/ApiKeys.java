package io.vibestream.gateway.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who may call. Only digests of keys are kept, and every digest is compared in constant time. Immutable.
 *
 * <p>A key is written {@code secret}, {@code name=secret} or {@code name=sha256:HEX}, so that a settings file need not hold the secret.
 */
public final class ApiKeys {

    private static final Pattern DIGEST = Pattern.compile("sha256:([0-9a-fA-F]{64})");
    private static final Pattern SCHEME = Pattern.compile("(?i)(bearer|basic)\\s+(.*)");

    private final List<ApiKey> keys;

    /** @param digest SHA-256 of the secret, in lower-case hexadecimal */
    private record ApiKey(String name, String digest) {}

    private ApiKeys(List<ApiKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /**
     * Reads a list of keys.
     *
     * @param written one key each
     */
    public static ApiKeys of(List<String> written) {
        return new ApiKeys(written.stream().map(ApiKeys::read).toList());
    }

    private static ApiKey read(String written) {
        int equals = written.indexOf('=');
        var name = equals < 0 ? "default" : written.substring(0, equals).strip();
        var secret = written.substring(equals + 1).strip();
        if (name.isEmpty() || secret.isEmpty()) {
            throw new IllegalArgumentException("expected secret, name=secret or name=sha256:HEX, found an empty part");
        }
        var digest = DIGEST.matcher(secret);
        return new ApiKey(name, digest.matches() ? digest.group(1).toLowerCase(Locale.ROOT) : sha256(secret));
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /**
     * The name of the key that a caller shows, if it is one of ours.
     *
     * @param authorization the header's value: {@code Bearer KEY}, {@code Basic} with the key as password, or the key alone
     */
    public Optional<String> holder(String authorization) {
        var shown = sha256(secret(authorization.strip())).getBytes(StandardCharsets.US_ASCII);
        Optional<String> holder = Optional.empty();
        for (var key : keys) {
            if (MessageDigest.isEqual(key.digest.getBytes(StandardCharsets.US_ASCII), shown)) {
                holder = Optional.of(key.name);
            }
        }
        return holder;
    }

    private static String secret(String authorization) {
        var scheme = SCHEME.matcher(authorization);
        if (!scheme.matches()) {
            return authorization;
        }
        return scheme.group(1).equalsIgnoreCase("basic") ? password(scheme.group(2)) : scheme.group(2);
    }

    private static String password(String basic) {
        try {
            var credentials = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            return credentials.substring(credentials.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
