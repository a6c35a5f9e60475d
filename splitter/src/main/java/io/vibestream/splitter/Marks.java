package io.vibestream.splitter;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/** What a character means for the structure of a sentence. Characters are code points. */
final class Marks {

    private static final int ELLIPSIS = '…';
    private static final String WIDE_CLAUSE_MARKS = "，、；：､";
    private static final String CLAUSE_MARKS = ",;:،؛" + WIDE_CLAUSE_MARKS;
    private static final String DASHES = "-–—";

    private Marks() {}

    static boolean endsSentence(int c) {
        return c < 0x80 ? isAsciiStop(c) : c == ELLIPSIS || UCharacter.hasBinaryProperty(c, UProperty.S_TERM);
    }

    /** Full stops and question marks of scripts that put no space after them. */
    static boolean endsSentenceWithoutSpace(int c) {
        return endsSentence(c) && !isAsciiStop(c) && c != ELLIPSIS;
    }

    static boolean isAsciiStop(int c) {
        return c == '.' || c == '!' || c == '?';
    }

    static boolean endsClause(int c) {
        return CLAUSE_MARKS.indexOf(c) >= 0;
    }

    static boolean endsClauseWithoutSpace(int c) {
        return WIDE_CLAUSE_MARKS.indexOf(c) >= 0;
    }

    static boolean isDash(int c) {
        return DASHES.indexOf(c) >= 0;
    }

    /** What may stand between a full stop and the space after it. An asterisk closes what Markdown emphasises. */
    static boolean closes(int c) {
        return switch (Character.getType(c)) {
            case Character.END_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> true;
            default -> isStraightQuote(c) || c == '*' || c == '_';
        };
    }

    /** What may stand before the first letter of a sentence. German closes with the mark that English opens with. */
    static boolean opens(int c) {
        return switch (Character.getType(c)) {
            case Character.START_PUNCTUATION, Character.INITIAL_QUOTE_PUNCTUATION -> true;
            default -> isStraightQuote(c) || c == '¿' || c == '¡' || c == '*' || c == '_' || c == '»' || isDash(c);
        };
    }

    static boolean isQuote(int c) {
        return isStraightQuote(c) || c == '„' || c == '‚' || switch (Character.getType(c)) {
            case Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> true;
            default -> false;
        };
    }

    static boolean isStraightQuote(int c) {
        return c == '"' || c == '\'';
    }

    /** Accents, joiners, direction marks: they belong to the character before them. */
    static boolean continuesCharacter(int c) {
        return c >= 0x80 && switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK,
                    Character.FORMAT ->
                true;
            default -> false;
        };
    }

    /** Letters of Chinese and Japanese, which are written without spaces. */
    static boolean isUnspaced(int c) {
        return c >= 0x2E80 && (Character.isIdeographic(c) || switch (Character.UnicodeScript.of(c)) {
            case HIRAGANA, KATAKANA -> true;
            default -> false;
        });
    }

    /** A small letter that has a capital: Georgian, for one, writes everything small. */
    static boolean isSmall(int c) {
        return Character.isLowerCase(c) && Character.toTitleCase(c) != c;
    }

    static boolean isCapital(int c) {
        return Character.isUpperCase(c) || Character.isTitleCase(c);
    }
}
