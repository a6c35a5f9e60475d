package io.vibestream.synth.tokenizer;

/** Ids of the tokens that steer speech, read from the tokenizer by their names. */
public record SpecialTokens(int speechStart, int speechEnd, int speechFrame, int endOfText) {

    static final String SPEECH_START = "<|vision_start|>";
    static final String SPEECH_END = "<|vision_end|>";
    static final String SPEECH_FRAME = "<|vision_pad|>";
    static final String END_OF_TEXT = "<|endoftext|>";

    boolean contains(int id) {
        return id == speechStart || id == speechEnd || id == speechFrame || id == endOfText;
    }
}
