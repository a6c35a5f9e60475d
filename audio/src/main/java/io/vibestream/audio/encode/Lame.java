package io.vibestream.audio.encode;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The functions of libmp3lame that {@link LameEncoder} needs. Immutable. */
@SuppressWarnings("restricted") // Native code is what this class is for.
final class Lame {

    static final String LIBRARY = "libmp3lame.so.0";

    private static final int MONO = 3;

    /** Of 0 (best) to 9 (fastest); 3 encodes some 200 times faster than real time. */
    private static final int QUALITY = 3;

    private final SymbolLookup library;
    private final MethodHandle init;
    private final MethodHandle initParameters;
    private final MethodHandle encode;
    private final MethodHandle flush;
    private final MethodHandle close;
    private final MethodHandle version;

    private Lame(SymbolLookup library) {
        this.library = library;
        init = function("lame_init", ADDRESS);
        initParameters = function("lame_init_params", JAVA_INT, ADDRESS);
        encode = function("lame_encode_buffer_ieee_float", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS,
                JAVA_INT);
        flush = function("lame_encode_flush", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
        close = function("lame_close", JAVA_INT, ADDRESS);
        version = function("get_lame_version", ADDRESS);
    }

    /** Loads the library; empty when it is not installed. */
    static Optional<Lame> load(String name) {
        try {
            return Optional.of(new Lame(SymbolLookup.libraryLookup(name, Arena.global())));
        } catch (IllegalArgumentException notInstalled) {
            return Optional.empty();
        }
    }

    private MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        var symbol = library.find(name).orElseThrow(() -> new EncodingException(LIBRARY + ": expected function " + name
                + ", found none"));
        return Linker.nativeLinker().downcallHandle(symbol, FunctionDescriptor.of(result, arguments));
    }

    String version() {
        try {
            return ((MemorySegment) version.invokeExact()).reinterpret(Long.MAX_VALUE).getString(0);
        } catch (Throwable failure) {
            throw failed("get_lame_version", failure);
        }
    }

    /** A new encoder state, which the caller must {@link #close}. */
    MemorySegment open(EncoderSettings settings) {
        try {
            var state = (MemorySegment) init.invokeExact();
            if (state.equals(MemorySegment.NULL)) {
                throw new EncodingException("LAME: expected memory for an encoder, found none");
            }
            try {
                set(state, "lame_set_in_samplerate", settings.sampleRate());
                set(state, "lame_set_out_samplerate", settings.sampleRate());
                set(state, "lame_set_num_channels", 1);
                set(state, "lame_set_mode", MONO);
                set(state, "lame_set_brate", settings.bitrateKbps());
                set(state, "lame_set_quality", QUALITY);
                set(state, "lame_set_bWriteVbrTag", 0);
                check("lame_init_params", (int) initParameters.invokeExact(state));
                return state;
            } catch (Throwable failure) {
                close(state);
                throw failure;
            }
        } catch (Throwable failure) {
            throw failed("opening an encoder for " + settings.sampleRate() + " Hz", failure);
        }
    }

    private void set(MemorySegment state, String name, int value) throws Throwable {
        check(name + "(" + value + ")", (int) function(name, JAVA_INT, ADDRESS, JAVA_INT).invokeExact(state, value));
    }

    int encode(MemorySegment state, MemorySegment samples, int count, MemorySegment out) {
        try {
            return check("lame_encode_buffer_ieee_float", (int) encode.invokeExact(state, samples, samples, count, out,
                    Math.toIntExact(out.byteSize())));
        } catch (Throwable failure) {
            throw failed("encoding", failure);
        }
    }

    int flush(MemorySegment state, MemorySegment out) {
        try {
            return check("lame_encode_flush", (int) flush.invokeExact(state, out, Math.toIntExact(out.byteSize())));
        } catch (Throwable failure) {
            throw failed("ending the track", failure);
        }
    }

    void close(MemorySegment state) {
        try {
            // It frees in any case; the number it answers only says whether the parameters had been accepted.
            int _ = (int) close.invokeExact(state);
        } catch (Throwable failure) {
            throw failed("closing", failure);
        }
    }

    private static int check(String function, int result) {
        if (result < 0) {
            throw new EncodingException("LAME: " + function + " answered " + result);
        }
        return result;
    }

    private static RuntimeException failed(String what, Throwable failure) {
        return switch (failure) {
            case RuntimeException known -> known;
            case Error fatal -> throw fatal;
            default -> new EncodingException("LAME: " + what + " failed", failure);
        };
    }
}
