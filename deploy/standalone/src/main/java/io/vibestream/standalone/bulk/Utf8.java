package io.vibestream.standalone.bulk;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** Text out of bytes, or where they are none. */
final class Utf8 {

    /** What bytes are. */
    sealed interface Decoded {
        record Text(String text) implements Decoded {}

        /** {@code where} says which byte is wrong. */
        record Wrong(String where) implements Decoded {}
    }

    private Utf8() {}

    static Decoded decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length); // never more characters than bytes
        var result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isUnderflow()) {
            return new Decoded.Text(out.flip().toString());
        }
        return new Decoded.Wrong(where(bytes, in.position()));
    }

    private static String where(byte[] bytes, int wrong) {
        int lines = 0;
        int lineStart = 0;
        for (int i = 0; i < wrong; i++) {
            if (bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n')) {
                lines++;
                lineStart = i + 1;
            }
        }
        return "expected UTF-8, found byte 0x%02X at position %d%s".formatted(bytes[wrong], wrong - lineStart + 1,
                lines == 0 ? "" : " of the row's line " + (lines + 1));
    }
}
