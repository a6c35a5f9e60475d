package io.vibestream.synth;

import io.vibestream.synth.forward.Machine;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.MemoryNeed;
import io.vibestream.synth.model.checkpoint.ModelConfig;
import io.vibestream.synth.model.checkpoint.ModelLoadException;
import io.vibestream.synth.model.checkpoint.QuantizedLinears;
import io.vibestream.synth.ort.Cuda;
import io.vibestream.synth.ort.LibraryMissingException;
import io.vibestream.synth.ort.Ort;
import io.vibestream.synth.ort.OrtException;
import io.vibestream.synth.ort.OrtLibrary;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

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
        var cuda = Cuda.open(settings.gpu(), library.cudaNeeds(), settings.cudaLibraries());
        return new Device(Machine.gpu(Ort.forCuda(library.main()), cuda), why);
    }

    /** What it is and computes in. */
    String name() {
        return machine.gpu().map(gpu -> "GPU " + gpu.device() + " in bfloat16").orElse("CPU in float32");
    }

    /**
     * How VibeVoice will lie in memory.
     *
     * @param slots chunks at once
     */
    record Plan(Precision precision, int slots) {

        /** The linear layers in few bits, if that is how they are kept; made the first time. */
        Optional<QuantizedLinears> quantized(Checkpoint checkpoint, Path cache) {
            var bits = precision.bits();
            return bits.isPresent()
                    ? Optional.of(QuantizedLinears.of(checkpoint, bits.getAsInt(), cache))
                    : Optional.empty();
        }
    }

    /**
     * Decides how exactly weights are kept and how many slots there are.
     *
     * @throws ModelLoadException when the memory does not hold what the settings ask for, or the device does not compute so
     */
    Plan plan(ModelConfig config, VibeVoiceSettings settings) {
        var room = new MemoryNeed.Room(1, settings.slotTokens(), settings.slotTokens());
        boolean gpu = machine.gpu().isPresent();
        var needs = new LinkedHashMap<Precision, MemoryNeed>();
        needs.put(gpu ? Precision.BF16 : Precision.FP32,
                gpu ? MemoryNeed.bf16(config, room) : MemoryNeed.fp32(config, room));
        for (var few : List.of(Precision.INT8, Precision.INT4)) {
            needs.put(few, MemoryNeed.quantized(config, room, machine.compute().bytes(), few.bits().orElseThrow()));
        }
        return plan(needs, settings.precision(), (long) (USABLE * memory()), settings.slots(),
                gpu ? MOST_SLOTS : CPU_SLOTS);
    }

    /** @param needs of what can be had, the most exact first */
    static Plan plan(SequencedMap<Precision, MemoryNeed> needs, Precision wanted, long usable, Optional<Integer> slots,
            int most) {
        if (wanted != Precision.AUTO) {
            var need = needs.get(wanted);
            if (need == null) {
                throw new ModelLoadException("PRECISION: expected AUTO or one of " + needs.sequencedKeySet()
                        + " on this device, found " + wanted);
            }
            return new Plan(wanted, slots(need, usable, slots, most));
        }
        for (var choice : needs.sequencedEntrySet()) {
            if (choice.getValue().slotsWithin(usable) >= slots.orElse(1)) {
                return new Plan(choice.getKey(), slots(choice.getValue(), usable, slots, most));
            }
        }
        var last = needs.lastEntry();
        return new Plan(last.getKey(), slots(last.getValue(), usable, slots, most));
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
