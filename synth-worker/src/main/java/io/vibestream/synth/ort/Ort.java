package io.vibestream.synth.ort;

import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * ONNX Runtime, loaded and started: one per process, made and closed by whoever wires the engine. All sessions share its
 * threads. Sessions and tensors are made through it, and must be closed before it.
 */
public final class Ort implements AutoCloseable {

    private static final int LOG_ERRORS = 3;
    private static final int ARENA_ALLOCATOR = 1;
    private static final int DEVICE_ALLOCATOR = 0;
    private static final int DEFAULT_MEMORY = 0;

    private final OrtApi api;
    // Atomic, not confined: what is open is also asked from tests and from the thread that closes.
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong computing = new AtomicLong();
    private final Handle environment;
    private final Handle hostMemory;

    private Ort(OrtApi api, int threads, boolean spinning) {
        this.api = api;
        try (var arena = Arena.ofConfined();
                var threading = new Handle(this, Function.RELEASE_THREADING_OPTIONS, "threading options",
                        api.create(Function.CREATE_THREADING_OPTIONS))) {
            api.call(Function.SET_GLOBAL_INTRA_OP_THREADS, threading.pointer(), threads);
            api.call(Function.SET_GLOBAL_SPIN_CONTROL, threading.pointer(), spinning ? 1 : 0);
            environment = new Handle(this, Function.RELEASE_ENV, "ONNX Runtime",
                    api.create(Function.CREATE_ENV_WITH_GLOBAL_THREAD_POOLS, LOG_ERRORS,
                            arena.allocateFrom("vibestream"), threading.pointer()));
        }
        hostMemory = new Handle(this, Function.RELEASE_MEMORY_INFO, "host memory",
                api.create(Function.CREATE_CPU_MEMORY_INFO, ARENA_ALLOCATOR, DEFAULT_MEMORY));
    }

    /**
     * Starts ONNX Runtime for computing on the CPU.
     *
     * @param library {@code libonnxruntime.so}, as {@link OrtLibrary} finds it
     * @param threads that compute together, the caller included
     */
    public static Ort forCpu(Path library, int threads) {
        return DeepStack.call("start-onnxruntime", () -> new Ort(OrtApi.load(library), threads, true));
    }

    /** Starts ONNX Runtime for computing on a GPU, where the CPU's threads have little to do and must not burn time. */
    public static Ort forCuda(Path library) {
        return DeepStack.call("start-onnxruntime", () -> new Ort(OrtApi.load(library), 1, false));
    }

    /** The version of the loaded library, such as {@code 1.29.0}. */
    public String version() {
        return api.version();
    }

    /** Native objects that are open, beside the two of this object. */
    public int live() {
        return open.get() - 2;
    }

    /** Zeros in host memory. */
    public Tensor tensor(ElementType type, long... shape) {
        return Tensor.owning(this, new HostStorage(hostMemory, type, shape), type, shape);
    }

    /** Zeros in the memory of a GPU. */
    public Tensor tensor(Cuda cuda, ElementType type, long... shape) {
        return Tensor.owning(this, cuda.allocate(this, type, shape), type, shape);
    }

    public Session session(Model model, SessionSettings settings) {
        return Session.open(this, model, settings);
    }

    /** Nanoseconds that runs of all sessions have taken so far. */
    public long computing() {
        return computing.get();
    }

    void computed(long nanos) {
        computing.addAndGet(nanos);
    }

    Handle deviceMemory(int device) {
        try (var arena = Arena.ofConfined()) {
            return new Handle(this, Function.RELEASE_MEMORY_INFO, "device memory", api.create(
                    Function.CREATE_MEMORY_INFO, arena.allocateFrom("Cuda"), DEVICE_ALLOCATOR, device, DEFAULT_MEMORY));
        }
    }

    MemorySegment environment() {
        return environment.pointer();
    }

    OrtApi api() {
        return api;
    }

    void opened() {
        open.incrementAndGet();
    }

    void closed() {
        open.decrementAndGet();
    }

    @Override
    public void close() {
        if (live() > 0) {
            throw new IllegalStateException(live() + " native objects are still open");
        }
        hostMemory.close();
        environment.close();
    }
}
