package io.vibestream.synth.ort;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Numbers that ONNX Runtime computes with, in host or device memory. The owner closes it, after every view of it and every
 * binding that names it. Not safe to share.
 */
public final class Tensor implements AutoCloseable {

    private final Ort ort;
    private final Storage storage;
    private final boolean owner;
    private final long offset;
    private final ElementType type;
    private final long[] shape;
    private final Handle value;

    private Tensor(Ort ort, Storage storage, boolean owner, long offset, ElementType type, long... shape) {
        this.ort = ort;
        this.storage = storage;
        this.owner = owner;
        this.offset = offset;
        this.type = type;
        this.shape = shape.clone();
        try (var arena = Arena.ofConfined()) {
            var memory = storage.memory().asSlice(offset, elements() * type.bytes());
            this.value = new Handle(ort, Function.RELEASE_VALUE, "tensor " + this,
                    ort.api().create(Function.CREATE_TENSOR_WITH_DATA, storage.memoryInfo(), memory,
                            memory.byteSize(), arena.allocateFrom(JAVA_LONG, shape), (long) shape.length,
                            type.onnx()));
        }
    }

    static Tensor owning(Ort ort, Storage storage, ElementType type, long... shape) {
        return new Tensor(ort, storage, true, 0, type, shape);
    }

    /** The same memory from an element on, in a shape of its own. */
    public Tensor view(long element, long... shape) {
        if (element < 0 || element + Shape.elements(shape) > elements()) {
            throw new IllegalArgumentException("no view " + Arrays.toString(shape) + " at " + element + " of " + this);
        }
        return new Tensor(ort, storage, false, offset + element * type.bytes(), type, shape);
    }

    public ElementType type() {
        return type;
    }

    public long[] shape() {
        return shape.clone();
    }

    public long elements() {
        return Shape.elements(shape);
    }

    MemorySegment pointer() {
        return value.pointer();
    }

    /** Overwrites elements from {@code element} on with {@code numbers[from .. from + count)}. */
    public void write(long element, float[] numbers, int from, int count) {
        expect(ElementType.FLOAT, element, count);
        put(element, MemorySegment.ofArray(numbers).asSlice((long) from * Float.BYTES, (long) count * Float.BYTES));
    }

    /** Overwrites all elements. */
    public void write(float... numbers) {
        expectAll(numbers.length);
        write(0, numbers, 0, numbers.length);
    }

    /** Overwrites all elements. */
    public void write(int... numbers) {
        expectAll(numbers.length);
        expect(ElementType.INT32, 0, numbers.length);
        put(0, MemorySegment.ofArray(numbers));
    }

    /** Overwrites all elements. */
    public void write(long... numbers) {
        expectAll(numbers.length);
        expect(ElementType.INT64, 0, numbers.length);
        put(0, MemorySegment.ofArray(numbers));
    }

    /** Overwrites all elements. */
    public void write(boolean... flags) {
        expectAll(flags.length);
        expect(ElementType.BOOL, 0, flags.length);
        var bytes = new byte[flags.length];
        for (int i = 0; i < flags.length; i++) {
            bytes[i] = (byte) (flags[i] ? 1 : 0);
        }
        put(0, MemorySegment.ofArray(bytes));
    }

    /** Reads elements from {@code element} on into {@code numbers[from .. from + count)}. */
    public void read(long element, float[] numbers, int from, int count) {
        expect(ElementType.FLOAT, element, count);
        get(element, MemorySegment.ofArray(numbers).asSlice((long) from * Float.BYTES, (long) count * Float.BYTES));
    }

    /** A copy of all elements. */
    public float[] floats() {
        var numbers = new float[Math.toIntExact(elements())];
        read(0, numbers, 0, numbers.length);
        return numbers;
    }

    private void put(long element, MemorySegment source) {
        pointer(); // a closed tensor has no memory to write to
        // Native calls take native memory only, so an array goes to a device by way of a copy.
        switch (storage) {
            case HostStorage host -> host.write(offset + element * type.bytes(), source);
            case DeviceStorage device -> {
                try (var arena = Arena.ofConfined()) {
                    var copy = arena.allocate(Math.max(1, source.byteSize()));
                    MemorySegment.copy(source, 0, copy, 0, source.byteSize());
                    device.write(offset + element * type.bytes(), copy.asSlice(0, source.byteSize()));
                }
            }
        }
    }

    private void get(long element, MemorySegment target) {
        pointer();
        switch (storage) {
            case HostStorage host -> host.read(offset + element * type.bytes(), target);
            case DeviceStorage device -> {
                try (var arena = Arena.ofConfined()) {
                    var copy = arena.allocate(Math.max(1, target.byteSize())).asSlice(0, target.byteSize());
                    device.read(offset + element * type.bytes(), copy);
                    MemorySegment.copy(copy, 0, target, 0, target.byteSize());
                }
            }
        }
    }

    private void expectAll(int count) {
        if (count != elements()) {
            throw new IllegalArgumentException("expected " + elements() + " elements for " + this + ", found " + count);
        }
    }

    private void expect(ElementType expected, long element, int count) {
        if (type != expected || element < 0 || element + count > elements()) {
            throw new IllegalArgumentException(
                    "no " + count + " elements of " + expected + " at " + element + " of " + this);
        }
    }

    @Override
    public void close() {
        if (value.release() && owner) {
            storage.close();
        }
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
