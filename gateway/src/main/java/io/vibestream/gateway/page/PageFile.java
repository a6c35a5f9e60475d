package io.vibestream.gateway.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** One file of the page, whole in memory: there are few, and they are small. Immutable as long as nobody writes into its content. */
final class PageFile {

    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css",
            "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");
    private static final int TAG_BYTES = 12;

    private final byte[] content;
    private final String type;
    private final String tag;

    private PageFile(byte[] content, String type) {
        this.content = content;
        this.type = type;
        tag = tag(content);
    }

    /** Reads a file that is in the jar. */
    static PageFile read(String name) {
        try (var in = PageFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("page file '" + name + "' is not in the jar");
            }
            return new PageFile(in.readAllBytes(), typeOf(name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("page file '" + name + "' cannot be read", unreadable);
        }
    }

    byte[] content() {
        return content;
    }

    String type() {
        return type;
    }

    /** What it is known by; changes with its content. */
    String tag() {
        return tag;
    }

    private static String typeOf(String name) {
        return Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .orElseThrow(() -> new IllegalStateException("page file '" + name + "' is of no known type"));
    }

    private static String tag(byte[] content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(content);
            return '"' + HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES)) + '"';
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
