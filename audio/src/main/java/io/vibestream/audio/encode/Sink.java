package io.vibestream.audio.encode;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that a muxer may seek in, though what it has written is already on its way: bytes at the end are handed on,
 * bytes written over earlier ones become patches. Owned by one thread.
 */
final class Sink {

    private final ByteArrayOutputStream fresh = new ByteArrayOutputStream();
    private final List<Patch> patches = new ArrayList<>();
    private long position;
    private long end;

    void write(byte[] bytes) {
        int over = (int) Math.min(bytes.length, end - position);
        if (over > 0) {
            var patch = new byte[over];
            System.arraycopy(bytes, 0, patch, 0, over);
            patches.add(new Patch(position, patch));
        }
        fresh.write(bytes, over, bytes.length - over);
        position += bytes.length;
        end = Math.max(end, position);
    }

    /** @throws IllegalArgumentException when that would leave a hole */
    void seek(long target) {
        if (target < 0 || target > end) {
            throw new IllegalArgumentException("seek: expected 0 to " + end + ", found " + target);
        }
        position = target;
    }

    long position() {
        return position;
    }

    long length() {
        return end;
    }

    /** What came to the end of the file since the last call. */
    byte[] take() {
        var bytes = fresh.toByteArray();
        fresh.reset();
        return bytes;
    }

    List<Patch> patches() {
        return List.copyOf(patches);
    }
}
