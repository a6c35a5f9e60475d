package io.vibestream.synth.preview;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts speakable text into phrases: sentences where possible, short enough that the first is heard at once and that no
 * phrase keeps a voice busy for long.
 */
final class Phrases {

    /** Shorter sentences are said in one breath with the next one. */
    private static final int SHORTEST = 40;
    private static final int LONGEST = 200;
    /** Nothing can be heard before all of the first phrase is made: nine tenths of the time to the first sound were that. */
    private static final int SHORTEST_FIRST = 20;
    private static final int LONGEST_FIRST = 100;

    private Phrases() {}

    /** The phrases in order; joined by spaces they are {@code text}, unless a single word is longer than any phrase. */
    static List<String> of(String text) {
        var phrases = new ArrayList<String>();
        int start = 0;
        while (start < text.length()) {
            int end = start == 0 ? firstEnd(text) : end(text, start);
            phrases.add(text.substring(start, end).strip());
            start = end;
            while (start < text.length() && text.charAt(start) == ' ') {
                start++;
            }
        }
        return List.copyOf(phrases);
    }

    /** The first clause, or as much of it as is said in one breath. */
    private static int firstEnd(String text) {
        int longest = Math.min(LONGEST_FIRST, text.length());
        int word = -1;
        for (int i = SHORTEST_FIRST; i < longest; i++) {
            if (text.charAt(i) == ' ') {
                if (endsClause(text, i) || endsSentence(text, i)) {
                    return i;
                }
                word = i;
            }
        }
        return text.length() <= LONGEST_FIRST || word < 0 ? end(text, 0) : word;
    }

    private static int end(String text, int start) {
        int longest = Math.min(start + LONGEST, text.length());
        for (int i = start + SHORTEST; i < longest; i++) {
            if (text.charAt(i) == ' ' && endsSentence(text, i)) {
                return i;
            }
        }
        if (longest == text.length()) {
            return longest;
        }
        int clause = -1;
        int word = -1;
        for (int i = start + SHORTEST; i < longest; i++) {
            if (text.charAt(i) == ' ') {
                word = i;
                clause = endsClause(text, i) ? i : clause;
            }
        }
        return clause > 0 ? clause : word > 0 ? word : longest;
    }

    private static boolean endsClause(String text, int space) {
        return ",;:".indexOf(text.charAt(space - 1)) >= 0;
    }

    /** Whether the word before the space at {@code space} is the last of a sentence: a full stop after "Dr" ends none. */
    private static boolean endsSentence(String text, int space) {
        int stop = space - 1;
        while (stop > 0 && "\"')]".indexOf(text.charAt(stop)) >= 0) {
            stop--;
        }
        char mark = text.charAt(stop);
        if (mark != '.') {
            return mark == '!' || mark == '?';
        }
        var word = text.substring(text.lastIndexOf(' ', stop) + 1, stop);
        boolean abbreviation = word.indexOf('.') >= 0
                || (word.length() <= 3 && !word.isEmpty() && Character.isUpperCase(word.charAt(0)));
        return !abbreviation && !Character.isLowerCase(text.charAt(space + 1));
    }
}
