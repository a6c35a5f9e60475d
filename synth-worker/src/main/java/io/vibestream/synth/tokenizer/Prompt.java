package io.vibestream.synth.tokenizer;

import java.util.Arrays;
import java.util.List;

/** The token ids that a sequence begins with, and the places in them that recordings take. Immutable. */
public final class Prompt {

    private final int[] tokens;
    private final List<VoiceSpan> voices;

    /** Placeholders of one speaker's recording: positions {@code from} to {@code from + frames}. */
    public record VoiceSpan(int speaker, int from, int frames) {}

    Prompt(int[] tokens, List<VoiceSpan> voices) {
        this.tokens = tokens.clone();
        this.voices = List.copyOf(voices);
    }

    /** Number of tokens. */
    public int length() {
        return tokens.length;
    }

    public int token(int index) {
        return tokens[index];
    }

    /** A copy of the ids. */
    public int[] toArray() {
        return tokens.clone();
    }

    /** Where embeddings of recordings replace those of the tokens, by speaker; empty without voices. */
    public List<VoiceSpan> voices() {
        return voices;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Prompt that && Arrays.equals(tokens, that.tokens) && voices.equals(that.voices);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(tokens) + voices.hashCode();
    }

    @Override
    public String toString() {
        return "Prompt[" + tokens.length + " tokens, voices " + voices + "]";
    }
}
