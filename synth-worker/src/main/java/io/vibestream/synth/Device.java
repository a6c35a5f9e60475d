package io.vibestream.synth;

import io.vibestream.synth.forward.Machine;
import io.vibestream.synth.model.checkpoint.MemoryNeed;
import io.vibestream.synth.model.checkpoint.ModelConfig;
import io.vibestream.synth.model.checkpoint.ModelLoadException;
import io.vibestream.synth.ort.Cuda;
import io.vibestream.synth.ort.LibraryMissingException;
import io.vibestream.synth.ort.Ort;
import io.vibestream.synth.ort.OrtException;
import io.vibestream.synth.ort.OrtLibrary;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/**
 * What VibeVoice is computed on, with ONNX Runtime started for it.
 *
 * @param why it was chosen, in plain words
 */
record Device(Machine machine, String why) implements AutoCloseable {

    /** On a GPU, unless it is said otherwise: more than this many sequences hardly speak faster in all. */
    private static final int MOST_SLOTS = 32;
    private static final int CPU_SLOTS = 2;
    /** For what single operations need while they run, and for others on the same device. */
    private static final double USABLE = 0.9;

    /**
     * Takes the device that the settings ask for.
     *
     * @throws LibraryMissingException when it cannot be used, naming what is missing and what to do
     */
    static Device open(VibeVoiceSettings settings) {
        var library = settings.ortLibrary().map(OrtLibrary::at)
                .orElseGet(() -> OrtLibrary.fromClassPath(settings.natives()));
        return switch (settings.provider()) {
            case CPU -> cpu(library, settings, "EXECUTION_PROVIDER asks for it");
            case CUDA -> gpu(library, settings, "EXECUTION_PROVIDER asks for it");
            case AUTO -> {
                try {
                    yield gpu(library, settings, "a GPU is there");
                } catch (LibraryMissingException | OrtException e) {
                    yield cpu(library, settings, "no GPU can be used: " + e.getMessage());
                }
            }
        };
    }

    private static Device cpu(OrtLibrary library, VibeVoiceSettings settings, String why) {
        int threads = settings.threads().orElseGet(() -> Runtime.getRuntime().availableProcessors());
        return new Device(Machine.cpu(Ort.forCpu(library.main(), threads)), why);
    }

    private static Device gpu(OrtLibrary library, VibeVoiceSettings settings, String why) {
        var cuda = Cuda.open(settings.gpu(), library.cudaVersion(), settings.cudaLibraries());
        return new Device(Machine.gpu(Ort.forCuda(library.main()), cuda), why);
    }

    /** What it is and computes in. */
    String name() {
        return machine.gpu().map(gpu -> "GPU " + gpu.device() + " in bfloat16").orElse("CPU in float32");
    }

    /**
     * How many slots there will be.
     *
     * @param wanted empty for as many as are sensible
     * @throws ModelLoadException when the memory does not hold the model with so many slots
     */
    int slots(ModelConfig config, Optional<Integer> wanted, int slotTokens) {
        var room = new MemoryNeed.Room(wanted.orElse(1), slotTokens, slotTokens);
        var need = machine.gpu().isPresent() ? MemoryNeed.bf16(config, room) : MemoryNeed.fp32(config, room);
        return slots(need, (long) (USABLE * memory()), wanted, machine.gpu().isPresent() ? MOST_SLOTS : CPU_SLOTS);
    }

    static int slots(MemoryNeed need, long usable, Optional<Integer> wanted, int most) {
        int fitting = need.slotsWithin(usable);
        int slots = wanted.orElseGet(() -> Math.clamp(fitting, 1, most));
        if (slots > fitting) {
            throw new ModelLoadException(String.format(
                    "memory: %d slots need %.1f GB (weights %.1f, each slot %.2f), found %.1f that can be used; lower "
                            + "SLOTS or SLOT_TOKENS, or take a larger machine",
                    slots, gigabytes(need.weights() + slots * need.perSlot()), gigabytes(need.weights()),
                    gigabytes(need.perSlot()), gigabytes(usable)));
        }
        return slots;
    }

    private static double gigabytes(long bytes) {
        return bytes / 1e9;
    }

    /** On a GPU what is free; on a CPU all there is, because what is free there says little. */
    private long memory() {
        return machine.gpu().map(gpu -> gpu.memory().free()).orElseGet(Device::hostMemory);
    }

    private static long hostMemory() {
        var bean = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
        return bean.getTotalMemorySize();
    }

    @Override
    public void close() {
        machine.ort().close();
    }
}
