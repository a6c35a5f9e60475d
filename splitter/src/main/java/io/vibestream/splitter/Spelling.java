package io.vibestream.splitter;

import java.util.List;

/**
 * A text as it is written and as it is spoken, and which place in the one is which in the other.
 *
 * @param changes where they differ, in order
 */
record Spelling(String written, String spoken, List<Change> changes) {

    /** What is written there is spoken so; places are chars, the ends not included. */
    record Change(int writtenStart, int writtenEnd, int spokenStart, int spokenEnd) {}

    Spelling {
        changes = List.copyOf(changes);
    }

    static Spelling asWritten(String text) {
        return new Spelling(text, text, List.of());
    }

    /** Where in the writing a place of what is spoken is; behind the whole word when it is inside a spelling. */
    int writtenAt(int spokenPlace) {
        int low = 0;
        int high = changes.size();
        while (low < high) { // the first change that begins there or later
            int middle = (low + high) / 2;
            if (changes.get(middle).spokenStart < spokenPlace) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return spokenPlace;
        }
        var before = changes.get(low - 1);
        return before.writtenEnd + Math.max(0, spokenPlace - before.spokenEnd);
    }
}
