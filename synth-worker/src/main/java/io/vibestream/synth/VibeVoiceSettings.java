package io.vibestream.synth;

import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How VibeVoice is run.
 *
 * @param voices directory of reference recordings
 * @param slots chunks at once
 * @param slotTokens tokens that a slot can remember: prompt and frames together
 * @param threads of the CPU that compute together; empty for all
 * @param natives where ONNX Runtime's libraries are unpacked
 */
public record VibeVoiceSettings(Path voices, int slots, int slotTokens, Optional<Integer> threads, Path natives) {

    private static final Setting<Path> VOICES_DIR = Setting
            .path("VOICES_DIR", "Directory of the voices' recordings, one .wav each")
            .defaultsTo(Path.of("voices"));
    private static final Setting<Integer> SLOTS = Setting.integer("SLOTS", "Chunks that VibeVoice speaks at once")
            .between(1, 32)
            .defaultsTo(2);
    private static final Setting<Integer> SLOT_TOKENS = Setting
            .integer("SLOT_TOKENS", "Tokens that a slot can remember, prompt and speech together").between(64, 65_536)
            .defaultsTo(2_048);
    private static final Setting<Optional<Integer>> ENGINE_THREADS = Setting
            .integer("ENGINE_THREADS", "Threads of the CPU that compute together; unset: one for each core")
            .between(1, 256).optional();
    private static final Setting<Path> ENGINE_CACHE_DIR = Setting
            .path("ENGINE_CACHE_DIR", "Where native libraries are unpacked; may be emptied at any time")
            .defaultsTo(Path.of("data", "native"));

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(VOICES_DIR, SLOTS, SLOT_TOKENS, ENGINE_THREADS,
            ENGINE_CACHE_DIR);

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static VibeVoiceSettings from(SettingValues values) {
        return new VibeVoiceSettings(values.get(VOICES_DIR), values.get(SLOTS), values.get(SLOT_TOKENS),
                values.get(ENGINE_THREADS),
                values.get(ENGINE_CACHE_DIR));
    }
}
