package io.vibestream.synth.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One GPU's memory, through the CUDA runtime that ONNX Runtime's CUDA provider uses too. Its libraries are loaded here
 * first, so that the provider finds them wherever they lie. Used by the engine thread.
 */
@SuppressWarnings("restricted") // native access is what this class is for
public final class Cuda {

    private static final String DRIVER = "libcuda.so.1";
    private static final int HOST_TO_DEVICE = 1;
    private static final int DEVICE_TO_HOST = 2;

    private final int device;
    private final MethodHandle setDevice;
    private final MethodHandle allocate;
    private final MethodHandle free;
    private final MethodHandle copy;
    private final MethodHandle clear;
    private final MethodHandle synchronize;
    private final MethodHandle memoryInfo;
    private final MethodHandle errorText;

    /** Bytes of a GPU's memory. */
    public record Memory(long free, long total) {}

    private Cuda(int device, SymbolLookup runtime) {
        this.device = device;
        this.setDevice = function(runtime, "cudaSetDevice", JAVA_INT);
        this.allocate = function(runtime, "cudaMalloc", ADDRESS, JAVA_LONG);
        this.free = function(runtime, "cudaFree", ADDRESS);
        this.copy = function(runtime, "cudaMemcpy", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
        this.clear = function(runtime, "cudaMemset", ADDRESS, JAVA_INT, JAVA_LONG);
        this.synchronize = function(runtime, "cudaStreamSynchronize", ADDRESS);
        this.memoryInfo = function(runtime, "cudaMemGetInfo", ADDRESS, ADDRESS);
        this.errorText = OrtApi.generic(symbol(runtime, "cudaGetErrorString"),
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /**
     * Loads the driver and the CUDA libraries that a provider needs, and takes a device.
     *
     * @param folders where to look before the system's own places
     * @throws LibraryMissingException naming the first library that is not there
     * @throws OrtException when there is no such device
     */
    public static Cuda open(int device, OrtLibrary.CudaNeeds needs, List<Path> folders) {
        load(DRIVER, folders, "install the NVIDIA driver and give the container a GPU");
        var remedy = "install the CUDA " + needs.version()
                + " runtime libraries or name their folder in CUDA_LIBRARIES";
        var libraries = needs.libraries().stream().filter(name -> !name.equals(DRIVER))
                .map(name -> load(name, folders, remedy)).toList();
        var cuda = new Cuda(device, libraries.getFirst());
        cuda.call(cuda.setDevice, "cudaSetDevice(" + device + ")", device);
        return cuda;
    }

    private static SymbolLookup load(String library, List<Path> folders, String remedy) {
        var places = new ArrayList<Path>(folders);
        places.addAll(List.of(Path.of("/usr/local/cuda/lib64"), Path.of("/usr/local/nvidia/lib64"),
                Path.of("/usr/lib/x86_64-linux-gnu")));
        Optional<Path> found = places.stream().map(folder -> folder.resolve(library)).filter(Files::exists)
                .findFirst();
        try {
            return found.isPresent()
                    ? SymbolLookup.libraryLookup(found.get(), Arena.global())
                    : SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new LibraryMissingException(
                    library + " cannot be loaded" + found.map(path -> " from " + path).orElse("") + "; " + remedy, e);
        }
    }

    private static MemorySegment symbol(SymbolLookup runtime, String name) {
        return runtime.find(name).orElseThrow(() -> new OrtException("the CUDA runtime has no function " + name));
    }

    private static MethodHandle function(SymbolLookup runtime, String name, MemoryLayout... arguments) {
        return OrtApi.generic(symbol(runtime, name), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private void call(MethodHandle function, String what, Object... arguments) {
        int code = (int) OrtApi.invoke(function, arguments);
        if (code != 0) {
            var text = ((MemorySegment) OrtApi.invoke(errorText, code)).reinterpret(256).getString(0);
            throw new OrtException(what + ": CUDA error " + code + ": " + text);
        }
    }

    /** The number of the device. */
    public int device() {
        return device;
    }

    /** What is free now, and what there is. */
    public Memory memory() {
        call(setDevice, "cudaSetDevice", device); // belongs to the calling thread
        try (var arena = Arena.ofConfined()) {
            var free = arena.allocate(JAVA_LONG);
            var total = arena.allocate(JAVA_LONG);
            call(memoryInfo, "cudaMemGetInfo", free, total);
            return new Memory(free.get(JAVA_LONG, 0), total.get(JAVA_LONG, 0));
        }
    }

    DeviceStorage allocate(Ort ort, ElementType type, long... shape) {
        call(setDevice, "cudaSetDevice", device);
        long bytes = Math.max(1, Shape.elements(shape)) * type.bytes();
        try (var arena = Arena.ofConfined()) {
            var pointer = arena.allocate(ADDRESS);
            call(allocate, "cudaMalloc of " + bytes + " bytes", pointer, bytes);
            var memory = pointer.get(ADDRESS, 0).reinterpret(bytes);
            call(clear, "cudaMemset", memory, 0, bytes);
            finish();
            return new DeviceStorage(this, ort.deviceMemory(device), memory);
        }
    }

    void free(MemorySegment memory) {
        call(free, "cudaFree", memory);
    }

    void copyToDevice(MemorySegment target, MemorySegment source) {
        call(copy, "cudaMemcpy", target, source, source.byteSize(), HOST_TO_DEVICE);
        finish();
    }

    /**
     * Filling and copying to the device may return before they have arrived (CUDA's "API synchronization behavior"), and ONNX
     * Runtime computes on streams that do not wait for the default one.
     */
    private void finish() {
        call(synchronize, "cudaStreamSynchronize", MemorySegment.NULL);
    }

    void copyToHost(MemorySegment target, MemorySegment source) {
        call(copy, "cudaMemcpy", target, source, target.byteSize(), DEVICE_TO_HOST);
    }
}
