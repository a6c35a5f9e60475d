package io.vibestream.synth.preview;

import io.vibestream.synth.engine.Speech;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Utterance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine of a machine without model: one small built-in voice speaks for all. Says so in every result. */
public final class PreviewEngine implements SpeechEngine {

    private static final Logger LOG = LoggerFactory.getLogger(PreviewEngine.class);

    private final PreviewVoice voice;
    private final int slots;
    /** Written by whoever closes, read by every slot. Volatile, not a queue: there is nothing to hand over but the fact. */
    private volatile boolean closed;

    PreviewEngine(PreviewVoice voice, int slots) {
        if (slots < 1) {
            throw new IllegalArgumentException("slots: expected at least 1, found " + slots);
        }
        this.voice = voice;
        this.slots = slots;
    }

    /** With the best voice that this machine has. */
    public static PreviewEngine open(int slots) {
        var flite = FliteVoice.find();
        if (flite.isPresent()) {
            LOG.atInfo().addKeyValue("voice", flite.get().name()).log("preview engine speaks with flite");
        } else {
            LOG.info(
                    "preview engine speaks with FreeTTS; a clearer preview voice comes with the system package libflite1");
        }
        return new PreviewEngine(flite.orElseGet(KevinVoice::new), slots);
    }

    @Override
    public String name() {
        return "preview";
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public Speech speak(Utterance utterance) {
        if (closed) {
            throw new IllegalStateException("the preview engine is closed");
        }
        return new PreviewSpeech(voice, utterance, () -> closed);
    }

    @Override
    public void close() {
        closed = true;
    }
}
