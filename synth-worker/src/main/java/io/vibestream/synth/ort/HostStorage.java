package io.vibestream.synth.ort;

import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Zeroed memory of the host. */
final class HostStorage implements Storage {

    /** A cache line, and the widest vector that the kernels load. */
    private static final long ALIGNMENT = 64;

    private final Handle memoryInfo;
    // Shared, because the engine is built by one thread and run by another.
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    HostStorage(Handle memoryInfo, ElementType type, long... shape) {
        this.memoryInfo = memoryInfo;
        // An empty tensor still needs an address.
        this.memory = arena.allocate(Math.max(1, Shape.elements(shape)) * type.bytes(), ALIGNMENT);
    }

    @Override
    public MemorySegment memory() {
        return memory;
    }

    @Override
    public MemorySegment memoryInfo() {
        return memoryInfo.pointer();
    }

    @Override
    public void write(long offset, MemorySegment source) {
        MemorySegment.copy(source, 0, memory, offset, source.byteSize());
    }

    @Override
    public void read(long offset, MemorySegment target) {
        MemorySegment.copy(memory, offset, target, 0, target.byteSize());
    }

    @Override
    public void close() {
        arena.close();
    }
}
