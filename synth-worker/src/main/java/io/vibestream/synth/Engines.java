package io.vibestream.synth;

import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.preview.PreviewEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the engine; nothing else knows that there is more than one. */
public final class Engines {

    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);

    private Engines() {}

    /** The engine that the settings ask for, ready to speak. Owned and closed by the caller. */
    public static SpeechEngine open(WorkerSettings settings) {
        settings.modelDir()
                .ifPresent(directory -> LOG.atWarn().addKeyValue("model", directory)
                        .log("MODEL_DIR is set, but this build has no VibeVoice engine: the preview voice speaks"));
        return PreviewEngine.open(settings.previewSlots());
    }
}
