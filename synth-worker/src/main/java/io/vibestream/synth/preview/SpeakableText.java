package io.vibestream.synth.preview;

import java.text.Normalizer;
import java.util.Map;

/**
 * Text as the preview voices take it: printable ASCII, single spaces.
 *
 * @param leftOut how many characters of the original have no such spelling
 */
record SpeakableText(String text, int leftOut) {

    /** What Unicode's own decomposition does not spell in ASCII. A dash between words is heard as a pause. */
    private static final Map<Integer, String> SPELLINGS = Map.ofEntries(Map.entry((int) '‘', "'"),
            Map.entry((int) '’', "'"), Map.entry((int) '‚', ","), Map.entry((int) '“', "\""),
            Map.entry((int) '”', "\""), Map.entry((int) '„', "\""), Map.entry((int) '«', "\""),
            Map.entry((int) '»', "\""), Map.entry((int) '‐', "-"), Map.entry((int) '‑', "-"),
            Map.entry((int) '–', ", "), Map.entry((int) '—', ", "), Map.entry((int) '―', ", "),
            Map.entry((int) 'ß', "ss"), Map.entry((int) 'æ', "ae"), Map.entry((int) 'Æ', "Ae"),
            Map.entry((int) 'œ', "oe"), Map.entry((int) 'Œ', "Oe"), Map.entry((int) 'ø', "o"),
            Map.entry((int) 'Ø', "O"), Map.entry((int) 'ł', "l"), Map.entry((int) 'Ł', "L"),
            Map.entry((int) 'đ', "d"), Map.entry((int) 'Đ', "D"), Map.entry((int) '€', " euros "),
            Map.entry((int) '£', " pounds "), Map.entry((int) '°', " degrees "));

    static SpeakableText of(String original) {
        var ascii = new StringBuilder(original.length());
        int[] codePoints = original.codePoints().toArray();
        int leftOut = 0;
        for (int codePoint : codePoints) {
            var spelling = spelling(codePoint);
            ascii.append(spelling.isEmpty() ? " " : spelling);
            if (spelling.isEmpty() && isVisible(codePoint)) {
                leftOut++;
            }
        }
        return new SpeakableText(ascii.toString().replaceAll(" +", " ").strip(), leftOut);
    }

    /** Empty when there is none. */
    private static String spelling(int codePoint) {
        if (codePoint > ' ' && codePoint < 127) {
            return Character.toString(codePoint);
        }
        var known = SPELLINGS.get(codePoint);
        if (known != null) {
            return known;
        }
        var spelled = new StringBuilder();
        Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD).codePoints()
                .filter(part -> part > ' ' && part < 127).forEach(spelled::appendCodePoint);
        return spelled.toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT, Character.CONTROL,
                    Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> true;
        };
    }

    /** Whether a piece of such text holds anything that a voice would pronounce. */
    static boolean hasSound(String piece) {
        return piece.chars().anyMatch(Character::isLetterOrDigit);
    }
}
