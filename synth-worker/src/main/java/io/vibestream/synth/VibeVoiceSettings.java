package io.vibestream.synth;

import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.synth.engine.SpeechEngine;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How VibeVoice is run.
 *
 * @param voices directory of reference recordings
 * @param slots chunks at once; empty for as many as are sensible
 * @param slotTokens tokens that a slot can remember: prompt and frames together
 * @param precision how exactly weights are kept
 * @param gpu number of the GPU
 * @param threads of the CPU that compute together; empty for all
 * @param ortLibrary ONNX Runtime's main library; empty for the one on the class path
 * @param cudaLibraries folders to look for CUDA's libraries in, before the system's own
 * @param natives where ONNX Runtime's libraries, weights in few bits and uploaded voices are kept
 */
public record VibeVoiceSettings(Path voices, Optional<Integer> slots, int slotTokens, ExecutionProvider provider,
        Precision precision,
        int gpu, Optional<Integer> threads, Optional<Path> ortLibrary, List<Path> cudaLibraries, Path natives) {

    private static final Setting<Path> VOICES_DIR = Setting
            .path("VOICES_DIR", "Directory of the voices' recordings, one .wav each")
            .defaultsTo(Path.of("voices"));
    private static final Setting<Optional<Integer>> SLOTS = Setting
            .integer("SLOTS",
                    "Chunks that VibeVoice speaks at once; unset: 2 on a CPU, as many as fit up to 32 on a GPU")
            .between(1, SpeechEngine.MOST_SLOTS).optional();
    private static final Setting<Integer> SLOT_TOKENS = Setting
            .integer("SLOT_TOKENS", "Tokens that a slot can remember, prompt and speech together").between(64, 65_536)
            .defaultsTo(2_048);
    private static final Setting<ExecutionProvider> EXECUTION_PROVIDER = Setting.oneOf("EXECUTION_PROVIDER",
            "What VibeVoice is computed on; auto takes a GPU where one can be used", ExecutionProvider.class)
            .defaultsTo(ExecutionProvider.AUTO);
    private static final Setting<Precision> PRECISION = Setting.oneOf("PRECISION",
            "How exactly weights are kept: BF16 on a GPU, FP32 on a CPU, INT8 or INT4 for the language model on either; "
                    + "auto takes the most exact that fits into the memory",
            Precision.class).defaultsTo(Precision.AUTO);
    private static final Setting<Integer> GPU_DEVICE = Setting.integer("GPU_DEVICE", "Number of the GPU")
            .between(0, 63).defaultsTo(0);
    private static final Setting<Optional<Path>> ORT_LIBRARY = Setting
            .path("ORT_LIBRARY", "ONNX Runtime's main library, such as a build for another CUDA version, with its "
                    + "provider libraries beside it; unset: the one on the class path")
            .optional();
    private static final Setting<String> CUDA_LIBRARIES = Setting
            .text("CUDA_LIBRARIES", "Folders to look for CUDA's libraries in before the system's own, separated by ':'")
            .defaultsTo("");
    private static final Setting<Optional<Integer>> ENGINE_THREADS = Setting
            .integer("ENGINE_THREADS", "Threads of the CPU that compute together; unset: one for each core")
            .between(1, 256).optional();
    private static final Setting<Path> ENGINE_CACHE_DIR = Setting
            .path("ENGINE_CACHE_DIR",
                    "Where native libraries, a language model in few bits and uploaded voices are kept; may be emptied while no worker runs")
            .defaultsTo(Path.of("data", "native"));

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(VOICES_DIR, SLOTS, SLOT_TOKENS, EXECUTION_PROVIDER,
            PRECISION, GPU_DEVICE, ENGINE_THREADS, ORT_LIBRARY, CUDA_LIBRARIES, ENGINE_CACHE_DIR);

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static VibeVoiceSettings from(SettingValues values) {
        return new VibeVoiceSettings(values.get(VOICES_DIR), values.get(SLOTS), values.get(SLOT_TOKENS),
                values.get(EXECUTION_PROVIDER), values.get(PRECISION), values.get(GPU_DEVICE),
                values.get(ENGINE_THREADS),
                values.get(ORT_LIBRARY), folders(values.get(CUDA_LIBRARIES)), values.get(ENGINE_CACHE_DIR));
    }

    private static List<Path> folders(String written) {
        return Arrays.stream(written.split(":", -1)).filter(folder -> !folder.isBlank()).map(Path::of).toList();
    }

    /** The same with so many slots. */
    VibeVoiceSettings withSlots(int count) {
        return new VibeVoiceSettings(voices, Optional.of(count), slotTokens, provider, precision, gpu, threads,
                ortLibrary, cudaLibraries, natives);
    }
}
