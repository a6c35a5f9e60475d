package io.vibestream.synth;

import io.micrometer.core.instrument.MeterRegistry;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.preview.PreviewEngine;
import io.vibestream.synth.voice.UploadedVoices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the engine; nothing else knows that there is more than one. */
public final class Engines {

    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

    private Engines() {}

    /**
     * The engine that the settings ask for, ready to speak. Owned and closed by the caller.
     *
     * @param uploaded voices that are there beside those of the settings, for as long as the engine speaks
     * @param failed told when the engine cannot go on: it speaks no more, and the process should stop
     * @throws IllegalArgumentException when more slots are reserved than there are
     */
    public static SpeechEngine open(WorkerSettings settings, UploadedVoices uploaded, MeterRegistry meters,
            Consumer<Throwable> failed) {
        var checkpoint = checkpoint(settings.modelDir(), WorkerSettings.USUAL_MODEL_DIRS);
        if (checkpoint.isPresent()) {
            return VibeVoice.open(checkpoint.get(), settings, uploaded, meters, failed);
        }
        LOG.warn(
                "no VibeVoice checkpoint is there, so a preview voice speaks: set MODEL_DIR, or run `vibestream model fetch`");
        int slots = settings.previewSlots();
        return PreviewEngine.open(slots, settings.reservedSlots(slots), new EngineMetrics(meters, slots, 0));
    }

    /** What is named, even if nothing is there; else the first usual place that holds a checkpoint. */
    static Optional<Path> checkpoint(Optional<Path> named, List<Path> usual) {
        return named.or(() -> usual.stream().filter(place -> Files.isRegularFile(place.resolve("config.json")))
                .findFirst());
    }
}
