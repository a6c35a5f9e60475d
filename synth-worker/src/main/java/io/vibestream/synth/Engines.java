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
        if (settings.modelDir().isPresent()) {
            var directory = settings.modelDir().get();
            var engine = VibeVoice.open(directory, settings.vibeVoice());
            LOG.atInfo().addKeyValue("model", directory).addKeyValue("slots", engine.slots())
                    .log("VibeVoice speaks, in float32 on the CPU");
            return engine;
        }
        LOG.warn("MODEL_DIR is not set: a preview voice speaks, not VibeVoice");
        return PreviewEngine.open(settings.previewSlots());
    }
}
