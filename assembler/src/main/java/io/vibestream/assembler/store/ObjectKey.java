package io.vibestream.assembler.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A stored object's name: {@code <name>_<request id>.<extension>}. The same request always has the same key, so that storing it again
 * replaces it, and no two requests share one, whatever their senders call them. A key is a file name on every system and a path on none:
 * letters, digits, dots, hyphens and underscores, neither beginning with a dot nor long.
 */
public record ObjectKey(String value) {

    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9-][A-Za-z0-9._-]{0,199}");
    /** Needs no change: short, and without capitals, which some file systems do not tell from small letters. */
    private static final Pattern PLAIN_ID = Pattern.compile("[a-z0-9._-]{1,64}");
    /** What a changed id ends in; an id that ends so by itself is changed too, or it could pass for another. */
    private static final Pattern MARKED = Pattern.compile(".*-[0-9a-f]{16}");
    private static final String NAMELESS = "speech";
    private static final int MAX_PART = 64;
    private static final int MARK_BYTES = 8;

    public ObjectKey {
        if (!LEGAL.matcher(value).matches()) {
            throw new IllegalArgumentException("object key: expected " + LEGAL + ", found '" + value + "'");
        }
    }

    /** The key of a request's audio. Name and id may hold anything. */
    public static ObjectKey of(String name, String requestId, String extension) {
        return new ObjectKey(safeName(name) + "_" + safeId(requestId) + "." + extension);
    }

    /** For a request without a name. */
    public static ObjectKey of(String requestId, String extension) {
        return of(NAMELESS, requestId, extension);
    }

    /** Without underscores, so that the first underscore of a key is where its id begins. */
    private static String safeName(String name) {
        var safe = cut(name.replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[.-]+|[.-]+$", ""));
        return safe.isEmpty() ? NAMELESS : safe;
    }

    private static String safeId(String id) {
        if (PLAIN_ID.matcher(id).matches() && !MARKED.matcher(id).matches()) {
            return id;
        }
        return cut(id.replaceAll("[^A-Za-z0-9._-]+", "_")) + "-" + mark(id);
    }

    private static String cut(String part) {
        return part.substring(0, Math.min(part.length(), MAX_PART));
    }

    private static String mark(String id) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(id.getBytes(UTF_8));
            return HexFormat.of().formatHex(hash, 0, MARK_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
