package io.vibestream.synth.tokenizer;

import io.vibestream.synth.tokenizer.Prompt.VoiceSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes prompts as the model was trained on them. Every piece is tokenized by itself, as in training: joined pieces
 * would merge into other tokens. The spaces at the beginning of lines belong to it.
 */
public final class PromptWriter {

    private static final String SYSTEM = " Transform the text provided by various speakers into speech output,"
            + " utilizing the distinct voice of each respective speaker.\n";

    private final Tokenizer tokenizer;
    private final int[] system;
    private final int[] voiceInput;
    private final int[] textInput;
    private final int[] speechOutput;
    private final int[] lineEnd;

    public PromptWriter(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.system = tokenizer.encode(SYSTEM);
        this.voiceInput = tokenizer.encode(" Voice input:\n");
        this.textInput = tokenizer.encode(" Text input:\n");
        this.speechOutput = tokenizer.encode(" Speech output:\n");
        this.lineEnd = tokenizer.encode("\n");
    }

    /**
     * Writes the prompt for {@code turns}.
     *
     * @param voiceFrames frames of the recording of speaker 0, 1 ...; fewer than speakers, or none at all, is allowed
     */
    public Prompt write(List<Script.Turn> turns, List<Integer> voiceFrames) {
        if (turns.isEmpty() || voiceFrames.size() > Script.MOST_SPEAKERS || voiceFrames.stream().anyMatch(n -> n < 1)) {
            throw new IllegalArgumentException("prompt: expected at least one turn and at most " + Script.MOST_SPEAKERS
                    + " recordings of at least one frame, found " + turns.size() + " and " + voiceFrames);
        }
        var tokens = new Tokens();
        var voices = new ArrayList<VoiceSpan>();
        tokens.add(system);
        if (!voiceFrames.isEmpty()) {
            tokens.add(voiceInput);
            for (int speaker = 0; speaker < voiceFrames.size(); speaker++) {
                tokens.add(tokenizer.encode(" Speaker " + speaker + ":"));
                tokens.add(tokenizer.special().speechStart());
                voices.add(new VoiceSpan(speaker, tokens.length, voiceFrames.get(speaker)));
                for (int i = 0; i < voiceFrames.get(speaker); i++) {
                    tokens.add(tokenizer.special().speechFrame());
                }
                tokens.add(tokenizer.special().speechEnd());
                tokens.add(lineEnd);
            }
        }
        tokens.add(textInput);
        for (var turn : turns) {
            tokens.add(encode(turn));
        }
        tokens.add(speechOutput);
        tokens.add(tokenizer.special().speechStart());
        return new Prompt(Arrays.copyOf(tokens.ids, tokens.length), voices);
    }

    /** How many tokens a turn takes in a prompt. */
    public int tokens(Script.Turn turn) {
        return encode(turn).length;
    }

    private int[] encode(Script.Turn turn) {
        return tokenizer.encode(" Speaker " + turn.speaker() + ": " + turn.text() + "\n");
    }

    private static final class Tokens {
        private int[] ids = new int[512];
        private int length;

        void add(int... more) {
            if (length + more.length > ids.length) {
                ids = Arrays.copyOf(ids, Math.max(2 * ids.length, length + more.length));
            }
            System.arraycopy(more, 0, ids, length, more.length);
            length += more.length;
        }
    }
}
