package io.vibestream.synth.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Where one tensor lies: {@code byteLength} bytes at {@code offset} of {@code file}, row-major and little-endian.
 *
 * @param file the real path, symbolic links resolved
 * @param shape empty for a scalar
 */
public record StoredTensor(String name, Path file, long offset, long byteLength, DType dtype, List<Long> shape) {

    public StoredTensor {
        shape = List.copyOf(shape);
        long expected = Math.multiplyExact(elements(shape), (long) dtype.bytes());
        if (byteLength != expected) {
            throw new IllegalArgumentException("tensor " + name + ": expected " + expected + " bytes for " + dtype
                    + shape + ", found " + byteLength);
        }
    }

    /** Number of elements. */
    public long elements() {
        return elements(shape);
    }

    static long elements(List<Long> shape) {
        long product = 1;
        for (long dimension : shape) {
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }

    /** Rows {@code from} (inclusive) to {@code from + count} (exclusive) of the first dimension, in the same file. */
    public StoredTensor rows(long from, long count) {
        if (shape.isEmpty() || from < 0 || count < 0 || from + count > shape.getFirst()) {
            throw new IllegalArgumentException(
                    "tensor " + name + " " + shape + ": no rows " + from + " to " + (from + count));
        }
        var cut = new ArrayList<>(shape);
        cut.set(0, count);
        long rowBytes = shape.getFirst() == 0 ? 0 : byteLength / shape.getFirst();
        return new StoredTensor(name + "[" + from + ":" + (from + count) + "]", file, offset + from * rowBytes,
                count * rowBytes, dtype, cut);
    }

    /** The elements as floats; for tensors that are wanted in Java memory. */
    public float[] floats() {
        var bytes = read();
        var values = new float[Math.toIntExact(elements())];
        switch (dtype) {
            case BF16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
                }
            }
            case F16 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.float16ToFloat(bytes.getShort(2 * i));
                }
            }
            case F32 -> bytes.asFloatBuffer().get(values);
            case I64, U8 -> throw new IllegalStateException("tensor " + name + ": expected floats, found " + dtype);
        }
        return values;
    }

    /** The elements as whole numbers. */
    public long[] longs() {
        if (dtype != DType.I64) {
            throw new IllegalStateException("tensor " + name + ": expected whole numbers, found " + dtype);
        }
        var values = new long[Math.toIntExact(elements())];
        read().asLongBuffer().get(values);
        return values;
    }

    private ByteBuffer read() {
        if (byteLength > Integer.MAX_VALUE) {
            throw new IllegalStateException("tensor " + name + ": " + byteLength + " bytes do not fit into one array");
        }
        var bytes = ByteBuffer.allocate((int) byteLength).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
                // one read may bring less than asked for
            }
        } catch (IOException e) {
            throw new ModelLoadException(file + ": tensor " + name + " cannot be read", e);
        }
        if (bytes.hasRemaining()) {
            throw new ModelLoadException(file + ": the file ends inside tensor " + name);
        }
        return bytes.flip();
    }
}
