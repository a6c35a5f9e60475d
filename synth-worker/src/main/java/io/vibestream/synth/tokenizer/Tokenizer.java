package io.vibestream.synth.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * A byte-level BPE tokenizer from a {@code tokenizer.json}. Owns native memory; may be used by any thread until it is
 * closed.
 */
public final class Tokenizer implements AutoCloseable {

    private static final Map<String, String> PLAIN = Map.of("addSpecialTokens", "false", "truncation", "false",
            "padding", "false");

    static {
        // The library reads these when its first class is loaded. Without them it would look for a GPU and, where it
        // finds one, download another build of itself.
        setUnlessSet("RUST_FLAVOR", "cpu");
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("OPT_OUT_TRACKING", "true");
    }

    private final HuggingFaceTokenizer tokenizer;
    private final SpecialTokens special;

    private Tokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.special = new SpecialTokens(id(SpecialTokens.SPEECH_START), id(SpecialTokens.SPEECH_END),
                id(SpecialTokens.SPEECH_FRAME), id(SpecialTokens.END_OF_TEXT));
    }

    private static void setUnlessSet(String property, String value) {
        System.setProperty(property, System.getProperty(property, value));
    }

    /**
     * Reads {@code tokenizer.json} from {@code json}, to its end.
     *
     * @throws IllegalArgumentException when it is no tokenizer, or has no tokens for speech
     */
    public static Tokenizer load(InputStream json) throws IOException {
        HuggingFaceTokenizer tokenizer;
        try {
            tokenizer = HuggingFaceTokenizer.newInstance(json, PLAIN);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("tokenizer.json cannot be used: " + e.getMessage(), e);
        }
        try {
            return new Tokenizer(tokenizer);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private int id(String token) {
        var encoding = tokenizer.encode(token, false, false);
        if (!Arrays.equals(encoding.getTokens(), new String[]{token})) {
            throw new IllegalArgumentException("tokenizer.json has no token " + token);
        }
        return Math.toIntExact(encoding.getIds()[0]);
    }

    public SpecialTokens special() {
        return special;
    }

    /**
     * The ids of {@code text}.
     *
     * @throws IllegalArgumentException when the text contains a token that steers speech, or is not valid Unicode
     */
    public int[] encode(String text) {
        // Half a surrogate pair has no UTF-8 form, which native code may answer by ending the process.
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("text: expected valid Unicode, found half of a surrogate pair");
        }
        long[] wide = tokenizer.encode(text, false, false).getIds();
        var ids = new int[wide.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Math.toIntExact(wide[i]);
            if (special.contains(ids[i])) {
                throw new IllegalArgumentException("text contains the special token " + ids[i]);
            }
        }
        return ids;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
