package io.vibestream.synth.ort;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a shared library of Linux says of itself, read without loading it: 64-bit little-endian ELF, as the System V ABI
 * describes it (program headers and the dynamic section).
 */
final class ElfFile {

    private static final int MAGIC = 0x464C457F;
    private static final int HEADER_BYTES = 64;
    private static final int SEGMENT_LOAD = 1;
    private static final int SEGMENT_DYNAMIC = 2;
    private static final int TAG_END = 0;
    private static final int TAG_NEEDED = 1;
    private static final int TAG_STRING_TABLE = 5;

    /** A part of the file and the address it is loaded at. */
    private record Segment(int type, long offset, long address, long bytes) {

        boolean holds(long wanted) {
            return type == SEGMENT_LOAD && wanted >= address && wanted < address + bytes;
        }
    }

    private record Entry(long tag, long value) {}

    private ElfFile() {}

    /**
     * The names of the libraries that must be there when the file is loaded, in its order.
     *
     * @throws IOException when the file cannot be read or is no such library
     */
    static List<String> needed(Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            var segments = segments(channel, file);
            var entries = new ArrayList<Entry>();
            for (var segment : segments) {
                if (segment.type == SEGMENT_DYNAMIC) {
                    var bytes = read(channel, segment.offset, Math.toIntExact(segment.bytes));
                    while (bytes.remaining() >= 2 * Long.BYTES) {
                        entries.add(new Entry(bytes.getLong(), bytes.getLong()));
                    }
                }
            }
            var used = entries.stream().takeWhile(entry -> entry.tag != TAG_END).toList();
            var names = new ArrayList<String>();
            for (var entry : used) {
                if (entry.tag == TAG_NEEDED) {
                    names.add(text(channel, strings(used, segments, file) + entry.value));
                }
            }
            return List.copyOf(names);
        }
    }

    private static List<Segment> segments(FileChannel channel, Path file) throws IOException {
        if (channel.size() < HEADER_BYTES) {
            throw new IOException(file + ": expected a shared library, found " + channel.size() + " bytes");
        }
        var header = read(channel, 0, HEADER_BYTES);
        if (header.getInt(0) != MAGIC || header.get(4) != 2 || header.get(5) != 1) {
            throw new IOException(file + ": expected a 64-bit little-endian shared library");
        }
        long table = header.getLong(32);
        int size = header.getShort(54);
        int count = header.getShort(56);
        var segments = new ArrayList<Segment>();
        for (int i = 0; i < count; i++) {
            var entry = read(channel, table + (long) i * size, size);
            segments.add(new Segment(entry.getInt(0), entry.getLong(8), entry.getLong(16), entry.getLong(32)));
        }
        return segments;
    }

    /** Where the string table lies in the file. */
    private static long strings(List<Entry> entries, List<Segment> segments, Path file) throws IOException {
        for (var entry : entries) {
            for (var segment : segments) {
                if (entry.tag == TAG_STRING_TABLE && segment.holds(entry.value)) {
                    return entry.value - segment.address + segment.offset;
                }
            }
        }
        throw new IOException(file + ": expected a string table, found none");
    }

    private static String text(FileChannel channel, long at) throws IOException {
        var name = new ByteArrayOutputStream();
        for (long i = at;; i++) {
            byte next = read(channel, i, 1).get();
            if (next == 0) {
                return name.toString(StandardCharsets.UTF_8);
            }
            name.write(next);
        }
    }

    private static ByteBuffer read(FileChannel channel, long at, int count) throws IOException {
        var bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new EOFException("ends before byte " + (at + count));
            }
        }
        return bytes.flip();
    }
}
