package io.vibestream.synth.ort;

import java.lang.foreign.MemorySegment;

/** The memory behind a tensor, in the host or in a device. */
sealed interface Storage extends AutoCloseable permits HostStorage, DeviceStorage {

    /** The whole of it; only host memory may be read through it. */
    MemorySegment memory();

    /** What ONNX Runtime must know of where it lies. */
    MemorySegment memoryInfo();

    /** Copies from the host. */
    void write(long offset, MemorySegment source);

    /** Copies to the host. */
    void read(long offset, MemorySegment target);

    @Override
    void close();
}
