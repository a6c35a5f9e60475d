package io.vibestream.synth.tokenizer;

/** Makes text that people wrote fit for a prompt, and changes nothing else: the model was trained on plain text. */
public final class SpokenText {

    private SpokenText() {}

    /**
     * One line of {@code text}: quotes become ASCII, because the model stumbles over others ("it’s" becomes "it");
     * {@code <|} and {@code |>} become spaces, so that no text can name a special token; line breaks become spaces, so
     * that no text can begin a line of the prompt; what is not Unicode becomes U+FFFD.
     */
    public static String clean(String text) {
        var clean = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isBracket(text, i)) {
                clean.append(' ');
                i++;
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                clean.append(c).append(text.charAt(++i));
            } else if (Character.isSurrogate(c)) {
                clean.append('\uFFFD');
            } else {
                clean.append(plain(c));
            }
        }
        return clean.toString().strip();
    }

    private static boolean isBracket(String text, int i) {
        return text.startsWith("<|", i) || text.startsWith("|>", i);
    }

    private static char plain(char c) {
        return switch (c) {
            case '‘', '’', '‚', '‛', '′', 'ʼ', '‹', '›', '＇' -> '\'';
            case '“', '”', '„', '‟', '″', '«', '»', '＂', '「', '」', '『', '』', '〝', '〞' -> '"';
            case '\n', '\r', '\u000B', '\f', '\u0085', '\u2028', '\u2029', '\0' -> ' ';
            default -> c;
        };
    }
}
