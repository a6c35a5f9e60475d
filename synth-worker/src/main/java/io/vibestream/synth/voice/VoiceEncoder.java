package io.vibestream.synth.voice;

/** Turns a recording into what the model needs of it. Implemented by the engine. */
@FunctionalInterface
public interface VoiceEncoder<E> {

    /** Encodes {@code recording}; the result depends on nothing else. */
    E encode(ReferenceRecording recording);
}
