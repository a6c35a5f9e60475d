package io.vibestream.synth.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;

/**
 * The functions of ONNX Runtime's C API that are used, with their places in the table {@code OrtApi}. The table only ever
 * grows at its end, so the places hold for every later version.
 */
enum Function {
    GET_ERROR_CODE(1, FunctionDescriptor.of(JAVA_INT, ADDRESS)),
    GET_ERROR_MESSAGE(2, FunctionDescriptor.of(ADDRESS, ADDRESS)),
    CREATE_SESSION_FROM_ARRAY(8, status(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS)),
    CREATE_SESSION_OPTIONS(10, status(ADDRESS)),
    DISABLE_MEM_PATTERN(17, status(ADDRESS)),
    CREATE_RUN_OPTIONS(39, status(ADDRESS)),
    CREATE_TENSOR_WITH_DATA(49, status(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS)),
    CREATE_MEMORY_INFO(68, status(ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS)),
    CREATE_CPU_MEMORY_INFO(69, status(JAVA_INT, JAVA_INT, ADDRESS)),
    RELEASE_ENV(92, release()),
    RELEASE_STATUS(93, release()),
    RELEASE_MEMORY_INFO(94, release()),
    RELEASE_SESSION(95, release()),
    RELEASE_VALUE(96, release()),
    RELEASE_RUN_OPTIONS(97, release()),
    RELEASE_SESSION_OPTIONS(100, release()),
    CREATE_ENV_WITH_GLOBAL_THREAD_POOLS(119, status(JAVA_INT, ADDRESS, ADDRESS, ADDRESS)),
    DISABLE_PER_SESSION_THREADS(120, status(ADDRESS)),
    CREATE_THREADING_OPTIONS(121, status(ADDRESS)),
    RELEASE_THREADING_OPTIONS(122, release()),
    ADD_SESSION_CONFIG_ENTRY(130, status(ADDRESS, ADDRESS, ADDRESS)),
    RUN_WITH_BINDING(133, status(ADDRESS, ADDRESS, ADDRESS)),
    CREATE_IO_BINDING(134, status(ADDRESS, ADDRESS)),
    RELEASE_IO_BINDING(135, release()),
    BIND_INPUT(136, status(ADDRESS, ADDRESS, ADDRESS)),
    BIND_OUTPUT(137, status(ADDRESS, ADDRESS, ADDRESS)),
    SET_GLOBAL_INTRA_OP_THREADS(147, status(ADDRESS, JAVA_INT)),
    SET_GLOBAL_SPIN_CONTROL(149, status(ADDRESS, JAVA_INT)),
    ADD_RUN_CONFIG_ENTRY(165, status(ADDRESS, ADDRESS, ADDRESS)),
    APPEND_EXECUTION_PROVIDER_CUDA(204, status(ADDRESS, ADDRESS)),
    CREATE_CUDA_PROVIDER_OPTIONS(205, status(ADDRESS)),
    UPDATE_CUDA_PROVIDER_OPTIONS(206, status(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG)),
    RELEASE_CUDA_PROVIDER_OPTIONS(208, release());

    private final int place;
    @SuppressWarnings("ImmutableEnumChecker") // a descriptor is immutable, its type just does not say so
    private final FunctionDescriptor descriptor;

    Function(int place, FunctionDescriptor descriptor) {
        this.place = place;
        this.descriptor = descriptor;
    }

    int place() {
        return place;
    }

    FunctionDescriptor descriptor() {
        return descriptor;
    }

    /** {@code OrtStatus* function(...)}: null, or an error that the caller must release. */
    private static FunctionDescriptor status(MemoryLayout... arguments) {
        return FunctionDescriptor.of(ADDRESS, arguments);
    }

    /** {@code void function(object)}. */
    private static FunctionDescriptor release() {
        return FunctionDescriptor.ofVoid(ADDRESS);
    }
}
