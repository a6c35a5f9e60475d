package io.vibestream.synth.preview;

import io.vibestream.synth.engine.EngineObserver;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.Speech;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Turns;
import io.vibestream.synth.engine.Urgency;
import io.vibestream.synth.engine.Utterance;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine of a machine without model: one small built-in voice speaks for all. Says so in every result. */
public final class PreviewEngine implements SpeechEngine {

    private static final Logger LOG = LoggerFactory.getLogger(PreviewEngine.class);

    private final PreviewVoice voice;
    private final Turns turns;
    /** Written by whoever closes, read by every slot. Volatile, not a queue: there is nothing to hand over but the fact. */
    private volatile boolean closed;

    PreviewEngine(PreviewVoice voice, Turns turns) {
        this.voice = voice;
        this.turns = turns;
    }

    /**
     * With the best voice that this machine has.
     *
     * @param reservedSlots slots that bulk chunks never have
     */
    public static PreviewEngine open(int slots, int reservedSlots, EngineObserver observer) {
        var flite = FliteVoice.find();
        if (flite.isPresent()) {
            LOG.atInfo().addKeyValue("voice", flite.get().name()).log("preview engine speaks with flite");
        } else {
            LOG.info(
                    "preview engine speaks with FreeTTS; a clearer preview voice comes with the system package libflite1");
        }
        return new PreviewEngine(flite.orElseGet(KevinVoice::new),
                new Turns(slots, reservedSlots, InstantSource.system(), observer));
    }

    @Override
    public String name() {
        return "preview";
    }

    @Override
    public int slots(Lane lane) {
        return turns.slots(lane);
    }

    @Override
    public Speech speak(Utterance utterance, Urgency urgency) {
        if (closed) {
            throw new IllegalStateException("the preview engine is closed");
        }
        return turns.speech(urgency, () -> new PreviewSpeech(voice, utterance, () -> closed));
    }

    @Override
    public void close() {
        closed = true;
    }
}
