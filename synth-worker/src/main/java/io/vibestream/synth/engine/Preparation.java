package io.vibestream.synth.engine;

import io.vibestream.audio.Pcm;
import java.util.List;

/** What came of getting an utterance ready for the network. */
public sealed interface Preparation {

    /**
     * A prompt.
     *
     * @param tokens the whole prompt, which ends with the token that starts speech
     * @param textTokens how many of them are what is to be said
     * @param recordings whose embeddings replace some of the tokens'
     * @param voices the voices really used, in the order of the speakers
     * @param warnings what the caller should know, in plain words
     */
    record Ready(List<Integer> tokens, int textTokens, List<Recording> recordings, List<String> voices,
            List<String> warnings) implements Preparation {

        public Ready {
            tokens = List.copyOf(tokens);
            recordings = List.copyOf(recordings);
            voices = List.copyOf(voices);
            warnings = List.copyOf(warnings);
        }
    }

    /** The utterance cannot be spoken. */
    record Refused(String message, boolean retryable) implements Preparation {}

    /**
     * A voice in a prompt.
     *
     * @param key changes when the recording does; equal keys are encoded once
     * @param position of the first token it replaces
     * @param audio normalised, at the rate of the model; its last frame may be incomplete
     */
    record Recording(String key, int position, Pcm audio) {

        /** How many tokens it replaces. */
        public int frames(int samplesPerFrame) {
            return Math.ceilDiv(audio.length(), samplesPerFrame);
        }
    }

    /** Turns utterances into prompts. Called from the threads that speak, so it may read files. */
    interface Preparer {
        Preparation prepare(Utterance utterance);
    }
}
