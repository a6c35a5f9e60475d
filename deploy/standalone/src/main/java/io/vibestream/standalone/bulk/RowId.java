package io.vibestream.standalone.bulk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The ids of rows that bring none: the same row in the same place has the same id at every reading, so that it is spoken once. */
final class RowId {

    private static final int BYTES = 16;

    private RowId() {}

    static String of(String content, long line) {
        return of(content.getBytes(StandardCharsets.UTF_8), line);
    }

    static String of(byte[] content, long line) {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            hash.update(ByteBuffer.allocate(Long.BYTES).putLong(line).flip());
            return "row-" + HexFormat.of().formatHex(hash.digest(content), 0, BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
