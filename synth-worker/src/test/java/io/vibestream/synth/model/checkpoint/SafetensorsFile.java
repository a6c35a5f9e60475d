package io.vibestream.synth.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;

/** Writes safetensors files for tests: whole ones from tensors of other files, and broken ones from any text. */
final class SafetensorsFile {

    private SafetensorsFile() {}

    static Path write(Path file, String header, int dataBytes) throws IOException {
        return write(file, header.getBytes(StandardCharsets.UTF_8).length, header, new byte[dataBytes]);
    }

    static Path write(Path file, long headerLength, String header, byte[] data) throws IOException {
        var json = header.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(headerLength).put(json).put(data);
        return Files.write(file, bytes.array());
    }

    /** Copies {@code tensors} under their names into one file. */
    static Path write(Path file, Collection<StoredTensor> tensors) throws IOException {
        var entries = new ArrayList<String>();
        long at = 0;
        for (var tensor : tensors) {
            entries.add("\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}".formatted(tensor.name(),
                    tensor.dtype(), tensor.shape(), at, at + tensor.byteLength()));
            at += tensor.byteLength();
        }
        var data = ByteBuffer.allocate(Math.toIntExact(at));
        for (var tensor : tensors) {
            try (var channel = Files.newByteChannel(tensor.file())) {
                channel.position(tensor.offset());
                var slice = data.slice(data.position(), Math.toIntExact(tensor.byteLength()));
                while (slice.hasRemaining() && channel.read(slice) >= 0) {
                    // until the slice is full
                }
                data.position(data.position() + slice.capacity());
            }
        }
        var header = "{" + String.join(",", entries) + "}";
        return write(file, header.getBytes(StandardCharsets.UTF_8).length, header, data.array());
    }
}
