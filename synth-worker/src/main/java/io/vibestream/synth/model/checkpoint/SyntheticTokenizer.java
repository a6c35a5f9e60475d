package io.vibestream.synth.model.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A small tokenizer for checkpoints with random weights, so that they can be run without a download: bytes, a few
 * hundred pieces of common words, and the special tokens under their real names but with ids of its own.
 */
final class SyntheticTokenizer {

    /** The pre-tokenizer of Qwen2.5. */
    private static final String SPLIT = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    static final String SPEECH_START = "<|vision_start|>";
    static final String SPEECH_END = "<|vision_end|>";
    static final String SPEECH_FRAME = "<|vision_pad|>";
    static final String END_OF_TEXT = "<|endoftext|>";

    private static final List<String> SPECIAL = List.of(END_OF_TEXT, "<|im_start|>", "<|im_end|>", SPEECH_START,
            SPEECH_END, SPEECH_FRAME, "<|image_pad|>");

    private static final String WORDS = "transform the text provided by various speakers into speech output utilizing "
            + "distinct voice of each respective Speaker Voice Text Speech Transform input and to in that is was for "
            + "it with as his on be at this had are but from or have an they which one you were all her she there "
            + "would their we him been has when who will no more if out so up said what its about than time them can "
            + "only other new some could these two may first then do any like my now over such our man me even most "
            + "made after also did many before must through back years where much your way well down should because "
            + "long little people very good each just those Mr how too world own see men work here get";

    private final Map<String, Integer> vocabulary = new LinkedHashMap<>();
    private final LinkedHashSet<String> merges = new LinkedHashSet<>();

    SyntheticTokenizer() {
        byteAlphabet().forEach(this::add);
        for (var word : WORDS.split(" ", -1)) {
            // Ġ is how byte-level BPE writes a space.
            addPrefixes("Ġ" + word);
        }
    }

    private void addPrefixes(String word) {
        for (int end = 2; end <= word.length(); end++) {
            merges.add(word.substring(0, end - 1) + " " + word.charAt(end - 1));
            add(word.substring(0, end));
        }
    }

    private void add(String piece) {
        vocabulary.putIfAbsent(piece, vocabulary.size());
    }

    /** A printable character for each of the 256 bytes, in the order that GPT-2 began with. */
    private static List<String> byteAlphabet() {
        var printable = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (int code = 0; code < 256; code++) {
            boolean shown = (code >= '!' && code <= '~') || (code >= 0xA1 && code != 0xAD);
            if (shown) {
                printable.add(Character.toString(code));
            } else {
                others.add(Character.toString(256 + others.size()));
            }
        }
        printable.addAll(others);
        return printable;
    }

    /** The id of a special token. */
    int id(String special) {
        return vocabulary.size() + SPECIAL.indexOf(special);
    }

    /** One more than the largest id. */
    int size() {
        return vocabulary.size() + SPECIAL.size();
    }

    ObjectNode json() {
        var top = new JsonMapper().createObjectNode().put("version", "1.0").putNull("truncation").putNull("padding");
        var added = top.putArray("added_tokens");
        for (var token : SPECIAL) {
            added.addObject().put("id", id(token)).put("content", token).put("single_word", false).put("lstrip", false)
                    .put("rstrip", false).put("normalized", false).put("special", true);
        }
        top.putObject("normalizer").put("type", "NFC");
        var parts = top.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        parts.addObject().put("type", "Split").put("behavior", "Isolated").put("invert", false).putObject("pattern")
                .put("Regex", SPLIT);
        byteLevel(parts.addObject());
        top.putNull("post_processor");
        byteLevel(top.putObject("decoder"));
        var model = top.putObject("model").put("type", "BPE").putNull("dropout").putNull("unk_token")
                .putNull("continuing_subword_prefix").putNull("end_of_word_suffix").put("fuse_unk", false)
                .put("byte_fallback", false).put("ignore_merges", false);
        var ids = model.putObject("vocab");
        vocabulary.forEach(ids::put);
        var pairs = model.putArray("merges");
        merges.forEach(pairs::add);
        return top;
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", false).put("use_regex", false);
    }
}
