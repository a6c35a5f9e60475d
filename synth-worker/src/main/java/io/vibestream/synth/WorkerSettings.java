package io.vibestream.synth;

import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.kafka.WorkSettings;
import io.vibestream.synth.voice.UploadedVoices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a deployment decides about a worker.
 *
 * @param interactiveSlots slots that speak interactive chunks only; unset: one where there is more than one slot
 * @param maxAttempts how often a chunk is tried before its request fails
 * @param chunkLock how long a taken chunk stays this worker's without renewal
 * @param drainTimeout how long a stopping worker goes on with what it speaks
 * @param modelDir where a VibeVoice checkpoint is; empty for the usual places
 * @param previewSlots chunks that the preview engine speaks at once
 */
public record WorkerSettings(Optional<Integer> interactiveSlots, int maxAttempts, Duration chunkLock,
        Duration drainTimeout, Optional<Path> modelDir, VibeVoiceSettings vibeVoice, int previewSlots) {

    /** Where a checkpoint is looked for when none is named: what `model fetch` writes, here or on a RunPod volume. */
    static final List<Path> USUAL_MODEL_DIRS = List.of(Path.of("data", "model"), Path.of("/runpod-volume", "model"));

    private static final Setting<Optional<Integer>> INTERACTIVE_SLOTS = Setting
            .integer("INTERACTIVE_SLOTS",
                    "Slots that never speak bulk chunks; unset: 1, or 0 where there is only one slot")
            .between(0, SpeechEngine.MOST_SLOTS).optional();
    private static final Setting<Integer> MAX_ATTEMPTS = Setting
            .integer("MAX_ATTEMPTS", "How often a chunk is tried before its request fails")
            .between(1, WorkSettings.MOST_ATTEMPTS).defaultsTo(3);
    private static final Setting<Duration> CHUNK_LOCK = Setting
            .duration("CHUNK_LOCK", "After which a silent worker's chunk goes to another; brokers allow 15s to 60s "
                    + "unless they are told otherwise")
            .between(Duration.ofSeconds(1), Duration.ofHours(1)).defaultsTo(Duration.ofSeconds(30));
    private static final Setting<Duration> DRAIN_TIMEOUT = Setting
            .duration("DRAIN_TIMEOUT", "How long a stopping worker goes on with what it speaks; the rest is given back")
            .between(Duration.ZERO, Duration.ofHours(1)).defaultsTo(Duration.ofSeconds(20));
    private static final Setting<Optional<Path>> MODEL_DIR = Setting
            .path("MODEL_DIR",
                    "Directory of a VibeVoice checkpoint; unset: data/model or /runpod-volume/model if one is there, else a "
                            + "preview voice speaks")
            .optional();
    private static final Setting<Integer> PREVIEW_SLOTS = Setting
            .integer("PREVIEW_SLOTS", "Chunks that the preview engine speaks at once")
            .between(1, SpeechEngine.MOST_SLOTS)
            .defaultsTo(2);

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = Stream.<List<Setting<?>>>of(List.of(INTERACTIVE_SLOTS,
            MAX_ATTEMPTS, CHUNK_LOCK, DRAIN_TIMEOUT, MODEL_DIR, PREVIEW_SLOTS), VibeVoiceSettings.SETTINGS)
            .flatMap(List::stream).toList();

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static WorkerSettings from(SettingValues values) {
        return new WorkerSettings(values.get(INTERACTIVE_SLOTS), values.get(MAX_ATTEMPTS), values.get(CHUNK_LOCK),
                values.get(DRAIN_TIMEOUT), values.get(MODEL_DIR), VibeVoiceSettings.from(values),
                values.get(PREVIEW_SLOTS));
    }

    /**
     * How many of so many slots bulk chunks never have.
     *
     * @throws IllegalArgumentException when more slots are reserved than there are
     */
    int reservedSlots(int slots) {
        int reserved = interactiveSlots.orElse(slots > 1 ? 1 : 0);
        if (reserved > slots) {
            throw new IllegalArgumentException(
                    INTERACTIVE_SLOTS + ": expected at most the engine's " + slots + " slots, found " + reserved);
        }
        return reserved;
    }

    /** A place for the voices that are uploaded while the worker runs; whoever calls this closes it. */
    public UploadedVoices uploadedVoices() {
        return new UploadedVoices(vibeVoice.natives());
    }

    /** How a worker takes chunks. */
    WorkSettings work() {
        return new WorkSettings(maxAttempts, chunkLock, drainTimeout);
    }
}
