package io.vibestream.synth.ort;

import java.lang.foreign.MemorySegment;

/** Memory of a GPU, cleared when it was taken. */
final class DeviceStorage implements Storage {

    private final Cuda cuda;
    private final Handle memoryInfo;
    private final MemorySegment memory;

    DeviceStorage(Cuda cuda, Handle memoryInfo, MemorySegment memory) {
        this.cuda = cuda;
        this.memoryInfo = memoryInfo;
        this.memory = memory;
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
        cuda.copyToDevice(memory.asSlice(offset, source.byteSize()), source);
    }

    @Override
    public void read(long offset, MemorySegment target) {
        cuda.copyToHost(target, memory.asSlice(offset, target.byteSize()));
    }

    @Override
    public void close() {
        memoryInfo.close();
        cuda.free(memory);
    }
}
