package io.vibestream.synth.preview;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.vibestream.audio.Pcm;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Flite's male statistical voice, 16 kHz, when the system has libflite1. One for the process: the library registers a
 * voice once and keeps it, so library and voice stay loaded as long as the process lives and nothing has to be closed.
 */
final class FliteVoice implements PreviewVoice {

    private static final String LIBRARY = "libflite.so.1";
    private static final String VOICE_LIBRARY = "libflite_cmu_us_rms.so.1";

    /** {@code cst_wave} of flite 2.x. */
    private static final StructLayout WAVE = MemoryLayout.structLayout(ADDRESS.withName("type"),
            JAVA_INT.withName("sample_rate"), JAVA_INT.withName("num_samples"), JAVA_INT.withName("num_channels"),
            MemoryLayout.paddingLayout(4), ADDRESS.withName("samples"));
    private static final long RATE = offset("sample_rate");
    private static final long COUNT = offset("num_samples");
    private static final long CHANNELS = offset("num_channels");
    private static final long SAMPLES = offset("samples");

    private static final Optional<PreviewVoice> FOUND = load();

    private final MethodHandle seedNoise;
    private final MethodHandle textToWave;
    private final MethodHandle deleteWave;
    private final MemorySegment voice;
    /** Held while speaking: flite promises nothing about threads. A lock, not a queue: the slot that asks waits for its answer. */
    private final ReentrantLock turn = new ReentrantLock();

    private FliteVoice(MethodHandle seedNoise, MethodHandle textToWave, MethodHandle deleteWave, MemorySegment voice) {
        this.seedNoise = seedNoise;
        this.textToWave = textToWave;
        this.deleteWave = deleteWave;
        this.voice = voice;
    }

    /** Empty when the library or its voice is not installed. */
    static Optional<PreviewVoice> find() {
        return FOUND;
    }

    @SuppressWarnings("restricted") // foreign functions are the purpose of this class
    private static Optional<PreviewVoice> load() {
        SymbolLookup library;
        try {
            library = SymbolLookup.libraryLookup(LIBRARY, Arena.global())
                    .or(SymbolLookup.libraryLookup(VOICE_LIBRARY, Arena.global()));
        } catch (IllegalArgumentException notInstalled) {
            return Optional.empty();
        }
        var linker = Linker.nativeLinker();
        try {
            int _ = (int) handle(linker, library, "flite_init", FunctionDescriptor.of(JAVA_INT)).invokeExact();
            var voice = (MemorySegment) handle(linker, library, "register_cmu_us_rms",
                    FunctionDescriptor.of(ADDRESS, ADDRESS)).invokeExact(MemorySegment.NULL);
            return Optional.of(new FliteVoice(
                    handle(linker, linker.defaultLookup(), "srand", FunctionDescriptor.ofVoid(JAVA_INT)),
                    handle(linker, library, "flite_text_to_wave", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS)),
                    handle(linker, library, "delete_wave", FunctionDescriptor.ofVoid(ADDRESS)), voice));
        } catch (Throwable failure) {
            throw new PreviewVoiceException(LIBRARY + " is installed but does not work", failure);
        }
    }

    @SuppressWarnings("restricted") // as above
    private static MethodHandle handle(Linker linker, SymbolLookup library, String function, FunctionDescriptor type) {
        return linker.downcallHandle(library.findOrThrow(function), type);
    }

    private static long offset(String field) {
        return WAVE.byteOffset(PathElement.groupElement(field));
    }

    @Override
    public String name() {
        return "rms";
    }

    @Override
    public Pcm say(String phrase) {
        turn.lock();
        try (var arena = Arena.ofConfined()) {
            // The noise in its voice comes from C's rand(): seeded, a phrase sounds the same every time.
            seedNoise.invokeExact(1);
            var address = (MemorySegment) textToWave.invokeExact(arena.allocateFrom(phrase), voice);
            if (address.equals(MemorySegment.NULL)) {
                throw new PreviewVoiceException(
                        "flite gave no sound for a phrase of " + phrase.length() + " characters");
            }
            try {
                return copy(address);
            } finally {
                deleteWave.invokeExact(address);
            }
        } catch (PreviewVoiceException known) {
            throw known;
        } catch (Throwable failure) {
            throw new PreviewVoiceException("flite failed at a phrase of " + phrase.length() + " characters", failure);
        } finally {
            turn.unlock();
        }
    }

    @SuppressWarnings("restricted") // flite says how long its own memory is
    private static Pcm copy(MemorySegment address) {
        var wave = address.reinterpret(WAVE.byteSize());
        int channels = wave.get(JAVA_INT, CHANNELS);
        if (channels != 1) {
            throw new PreviewVoiceException("flite: expected 1 channel, found " + channels);
        }
        int count = wave.get(JAVA_INT, COUNT);
        var samples = wave.get(ADDRESS, SAMPLES).reinterpret(count * JAVA_SHORT.byteSize());
        var floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = samples.getAtIndex(JAVA_SHORT, i) / 32768f;
        }
        return Pcm.of(wave.get(JAVA_INT, RATE), floats);
    }
}
