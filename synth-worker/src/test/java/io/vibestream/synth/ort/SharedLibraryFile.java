package io.vibestream.synth.ort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes an ELF file that does nothing but need other libraries. */
public final class SharedLibraryFile {

    private static final int HEADER = 64;
    private static final int SEGMENT = 56;
    /** Loaded elsewhere than it lies, as real ones are. */
    private static final long LOADED_AT = 0x1000;

    private SharedLibraryFile() {}

    public static Path needing(Path file, String... libraries) throws IOException {
        var strings = new ByteArrayOutputStream();
        strings.write(0);
        int size = HEADER + 2 * SEGMENT + 16 * (libraries.length + 2);
        var dynamic = ByteBuffer.allocate(16 * (libraries.length + 2)).order(ByteOrder.LITTLE_ENDIAN);
        for (var library : libraries) {
            dynamic.putLong(1).putLong(strings.size());
            strings.writeBytes(library.getBytes(StandardCharsets.UTF_8));
            strings.write(0);
        }
        dynamic.putLong(5).putLong(LOADED_AT + size).putLong(0).putLong(0);
        var bytes = ByteBuffer.allocate(size + strings.size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(0x464C457F).put((byte) 2).put((byte) 1).put((byte) 1).position(16).putShort((short) 3)
                .putShort((short) 62).putInt(1).putLong(0).putLong(HEADER).putLong(0).putInt(0).putShort((short) HEADER)
                .putShort((short) SEGMENT).putShort((short) 2).position(HEADER);
        segment(bytes, 1, 0, size + strings.size());
        segment(bytes, 2, HEADER + 2 * SEGMENT, dynamic.capacity());
        bytes.put(dynamic.flip()).put(strings.toByteArray());
        return Files.write(file, bytes.array());
    }

    private static void segment(ByteBuffer bytes, int type, long offset, long length) {
        bytes.putInt(type).putInt(4).putLong(offset).putLong(LOADED_AT + offset).putLong(LOADED_AT + offset)
                .putLong(length).putLong(length).putLong(0x1000);
    }
}
