package io.vibestream.synth.model.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes safetensors files: the header first, then the tensors' bytes in its order. Used by one thread, which owns the channel. */
final class SafetensorsWriter {

    private final ObjectNode header = new JsonMapper().createObjectNode();
    private long end;

    SafetensorsWriter() {
        header.putObject("__metadata__").put("format", "pt");
    }

    /** Announces the next tensor. */
    void announce(String name, DType type, List<Long> shape) {
        var entry = header.putObject(name).put("dtype", type.name());
        var dimensions = entry.putArray("shape");
        shape.forEach(dimensions::add);
        long begin = end;
        end += StoredTensor.elements(shape) * type.bytes();
        entry.putArray("data_offsets").add(begin).add(end);
    }

    /** Writes what was announced. The bytes of the tensors follow by {@link #write}. */
    void writeHeader(FileChannel channel) throws IOException {
        // Padded with spaces, as the format's own writer does, so that the tensors begin on a multiple of eight.
        var json = header.toString();
        var bytes = (json + " ".repeat(Math.floorMod(-json.length(), 8))).getBytes(StandardCharsets.US_ASCII);
        write(channel, ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length).flip());
        write(channel, ByteBuffer.wrap(bytes));
    }

    static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
