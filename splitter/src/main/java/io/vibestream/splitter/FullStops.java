package io.vibestream.splitter;

import io.vibestream.splitter.Abbreviations.Bond;
import java.util.Optional;

/** Decides what a single full stop in one text is: the end of a sentence, or part of an abbreviation, an initial or an ordinal. */
final class FullStops {

    /** Longer words are not looked at: no abbreviation is. */
    private static final int LONGEST_WORD = 20;
    /** An unknown word of so many letters before a small letter is an abbreviation more often than a careless sentence. */
    private static final int SHORT_WORD = 4;
    private static final int LONGEST_LIST_NUMBER = 3;

    private final String text;
    private final boolean caseless;

    /** @param caseless whether the text has no capital letters, which then cannot mark the beginning of a sentence */
    FullStops(String text, boolean caseless) {
        this.text = text;
        this.caseless = caseless;
    }

    /**
     * How good a place for a cut the white space after a full stop is; empty when the words on both sides belong together.
     *
     * @param stop where the full stop is
     * @param next where the next word begins, after opening quotes
     * @param sentence where the sentence began
     */
    Optional<Break> after(int stop, int next, int sentence) {
        var word = wordBefore(stop);
        var follower = wordAt(next);
        boolean small = !caseless && startsSmall(follower);
        var bond = Abbreviations.of(word);
        if (bond.isPresent()) {
            return belongsTogether(bond.get(), follower, next, small)
                    ? Optional.empty()
                    : Optional.of(small ? Break.CLAUSE : Break.SENTENCE);
        }
        if (isNumber(word)) {
            return number(word, stop, follower, small, sentence);
        }
        if (isLoneLetter(word) && isLoneLetterWithStop(follower, next)) {
            return Optional.empty(); // "z. B."
        }
        if (small) {
            return isShort(word) ? Optional.empty() : Optional.of(Break.CLAUSE);
        }
        return Optional.of(Break.SENTENCE);
    }

    private boolean belongsTogether(Bond bond, String follower, int next, boolean small) {
        boolean number = !follower.isEmpty() && Character.isDigit(follower.codePointAt(0));
        return switch (bond) {
            case ALWAYS -> true;
            case BEFORE_NUMBER -> number || (isRoman(follower) && !isPronoun(follower, next));
            case BEFORE_DATE -> small || number || Abbreviations.isDateWord(follower);
            case HOUR -> small || Abbreviations.isDateWord(follower);
            case UNLESS_STARTER -> !Abbreviations.startsSentence(follower, caseless)
                    || isLoneLetterWithStop(follower, next);
        };
    }

    private Optional<Break> number(String word, int stop, String follower, boolean small, int sentence) {
        int start = stop - word.length();
        if (word.length() <= LONGEST_LIST_NUMBER && isAtLineStart(start, sentence)) {
            return Optional.empty(); // "1. Preheat the oven."
        }
        if (word.length() <= 2 && Abbreviations.isGermanOrdinal(wordBefore(spaceBefore(start)), follower)) {
            return Optional.empty();
        }
        return Optional.of(small ? Break.CLAUSE : Break.SENTENCE);
    }

    private boolean isAtLineStart(int start, int sentence) {
        int before = spaceBefore(start);
        return start <= sentence || before <= sentence || text.substring(before, start).indexOf('\n') >= 0;
    }

    /** The end of the word that stands one to {@link #LONGEST_WORD} spaces before {@code start}. */
    private int spaceBefore(int start) {
        int end = start;
        while (end > 0 && start - end < LONGEST_WORD && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** Letters, digits and full stops up to {@code end}; nothing when that is longer than any abbreviation. */
    private String wordBefore(int end) {
        int start = end;
        while (start > 0 && isInWord(text.charAt(start - 1)) && end - start <= LONGEST_WORD) {
            start--;
        }
        return end - start > LONGEST_WORD ? "" : text.substring(start, end);
    }

    private String wordAt(int start) {
        int end = start;
        while (end < text.length() && isLetterOrDigit(text.charAt(end)) && end - start <= LONGEST_WORD) {
            end++;
        }
        return text.substring(start, end);
    }

    private static boolean isInWord(char c) {
        return c == '.' || isLetterOrDigit(c);
    }

    /** Half of a surrogate pair counts as a letter: only whole words are compared. */
    private static boolean isLetterOrDigit(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    /** Whether this begins with a small letter as words inside a sentence do; names such as iPhone do not count. */
    static boolean startsSmall(String word) {
        if (word.isEmpty() || !Marks.isSmall(word.codePointAt(0))) {
            return false;
        }
        int second = word.offsetByCodePoints(0, 1);
        return second == word.length() || !Marks.isCapital(word.codePointAt(second));
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.chars().allMatch(Character::isDigit);
    }

    private static boolean isShort(String word) {
        return !word.isEmpty() && word.length() <= SHORT_WORD;
    }

    private static boolean isRoman(String word) {
        return !word.isEmpty() && word.chars().allMatch(c -> "IVXLCDM".indexOf(c) >= 0);
    }

    /** "No. I won't." */
    private boolean isPronoun(String word, int start) {
        int end = start + word.length();
        return word.equals("I") && end < text.length() && text.charAt(end) != '.' && text.charAt(end) != ',';
    }

    private static boolean isLoneLetter(String word) {
        return word.length() == 1 && Character.isLetter(word.charAt(0));
    }

    private boolean isLoneLetterWithStop(String word, int start) {
        int end = start + word.length();
        return isLoneLetter(word) && end < text.length() && text.charAt(end) == '.';
    }
}
