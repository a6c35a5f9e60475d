package io.vibestream.synth.graph;

import java.nio.file.Path;

/**
 * A weight that stays where it is: {@code length} bytes at {@code offset} of a file, row-major and little-endian.
 *
 * @param file absolute, with symbolic links resolved, because ONNX Runtime refuses links that leave their folder
 */
public record External(String name, Path file, long offset, long length, ElementType type, Shape shape) {

    public External {
        if (!file.isAbsolute()) {
            throw new IllegalArgumentException("weight " + name + ": expected an absolute path, found " + file);
        }
        long expected = shape.elements() * type.bytes();
        if (length != expected) {
            throw new IllegalArgumentException("weight " + name + ": expected " + expected + " bytes for " + type
                    + shape + ", found " + length);
        }
    }
}
