package io.vibestream.synth.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** The table of C functions of one loaded library. Errors come out as {@link OrtException}. Safe to share. */
@SuppressWarnings("restricted") // native access is what this class is for
final class OrtApi {

    /** The newest function used, RELEASE_CUDA_PROVIDER_OPTIONS, came with this version of the API. */
    private static final int API_VERSION = 17;
    private static final int NAME_LIMIT = 64;
    private static final int MESSAGE_LIMIT = 1 << 16;

    private final String version;
    private final Map<Function, MethodHandle> functions;

    private OrtApi(String version, Map<Function, MethodHandle> functions) {
        this.version = version;
        this.functions = functions;
    }

    /**
     * Loads the library for the life of the program: it keeps threads of its own and cannot be unloaded safely.
     *
     * @throws LibraryMissingException when there is none, or the system refuses to load it
     * @throws OrtException when it is not ONNX Runtime 1.17 or later
     */
    static OrtApi load(Path library) {
        if (!Files.isRegularFile(library)) {
            throw new LibraryMissingException("ONNX Runtime library " + library
                    + " does not exist; set the path of libonnxruntime.so or add the onnxruntime jar to the class path");
        }
        SymbolLookup symbols;
        try {
            symbols = SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new LibraryMissingException("ONNX Runtime library " + library
                    + " cannot be loaded on this system; use a build for it (" + e.getMessage() + ")", e);
        }
        var entry = symbols.find("OrtGetApiBase").orElseThrow(
                () -> new OrtException(library + ": expected ONNX Runtime, found no function OrtGetApiBase"));
        var base = ((MemorySegment) invoke(generic(entry, FunctionDescriptor.of(ADDRESS))))
                .reinterpret(2 * ADDRESS.byteSize());
        var version = text((MemorySegment) invoke(
                generic(base.getAtIndex(ADDRESS, 1), FunctionDescriptor.of(ADDRESS))), NAME_LIMIT);
        var table = (MemorySegment) invoke(
                generic(base.getAtIndex(ADDRESS, 0), FunctionDescriptor.of(ADDRESS, JAVA_INT)), API_VERSION);
        if (!version.startsWith("1.") || table.address() == 0) {
            throw new OrtException(
                    library + ": expected ONNX Runtime 1." + API_VERSION + " or a later 1.x, found " + version);
        }
        return new OrtApi(version, functions(table));
    }

    private static Map<Function, MethodHandle> functions(MemorySegment table) {
        var functions = new EnumMap<Function, MethodHandle>(Function.class);
        for (var function : Function.values()) {
            var entry = table.reinterpret((function.place() + 1) * ADDRESS.byteSize());
            functions.put(function, generic(entry.getAtIndex(ADDRESS, function.place()), function.descriptor()));
        }
        return functions;
    }

    /** A handle of type {@code (Object[])Object}, so that one way of calling serves every function. */
    static MethodHandle generic(MemorySegment address, FunctionDescriptor descriptor) {
        var handle = Linker.nativeLinker().downcallHandle(address, descriptor);
        int arguments = handle.type().parameterCount();
        return handle.asType(MethodType.genericMethodType(arguments)).asSpreader(Object[].class, arguments);
    }

    static Object invoke(MethodHandle function, Object... arguments) {
        try {
            return (Object) function.invokeExact(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a native call threw", e);
        }
    }

    private static String text(MemorySegment pointer, int limit) {
        return pointer.reinterpret(limit).getString(0);
    }

    String version() {
        return version;
    }

    /**
     * Calls a function that returns a status.
     *
     * @throws OrtException with ONNX Runtime's text when the status is an error
     */
    void call(Function function, Object... arguments) {
        var status = (MemorySegment) raw(function, arguments);
        if (status.address() == 0) {
            return;
        }
        try {
            int code = (int) raw(Function.GET_ERROR_CODE, status);
            var message = text((MemorySegment) raw(Function.GET_ERROR_MESSAGE, status), MESSAGE_LIMIT);
            throw new OrtException("ONNX Runtime error " + code + ": " + message);
        } finally {
            raw(Function.RELEASE_STATUS, status);
        }
    }

    /** Calls a function whose last argument is where it writes the object that it makes. */
    MemorySegment create(Function function, Object... arguments) {
        try (var arena = Arena.ofConfined()) {
            var result = arena.allocate(ADDRESS);
            var all = Arrays.copyOf(arguments, arguments.length + 1);
            all[arguments.length] = result;
            call(function, all);
            return result.get(ADDRESS, 0);
        }
    }

    void release(Function function, MemorySegment object) {
        raw(function, object);
    }

    private Object raw(Function function, Object... arguments) {
        return invoke(Objects.requireNonNull(functions.get(function)), arguments);
    }
}
