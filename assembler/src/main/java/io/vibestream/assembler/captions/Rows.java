package io.vibestream.assembler.captions;

import java.lang.Character.UnicodeScript;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Breaks a sentence into rows that a screen has room for, all about equally long. Used once, by one thread. */
final class Rows {

    /** Columns: what subtitles in Latin script usually have. Ideographs take two each. */
    static final int WIDTH = 42;
    private static final int FIRST_EMOJI = 0x1F300;

    private final String text;
    /** Columns before every char. */
    private final int[] columns;
    private final List<Integer> breaks = new ArrayList<>();

    /** A row: the text from {@code start} up to, not including, {@code end}, without the white space around it. */
    record Row(int start, int end) {}

    private Rows(String text) {
        this.text = text;
        columns = new int[text.length() + 1];
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            int next = i + Character.charCount(c);
            for (int half = i + 1; half <= next; half++) {
                columns[half] = columns[i] + width(c);
            }
            i = next;
        }
    }

    /** @param text not blank, without white space at its ends */
    static List<Row> of(String text) {
        var rows = new Rows(text);
        rows.findBreaks();
        return rows.balanced();
    }

    private static int width(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(c) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        return c >= FIRST_EMOJI || Character.isIdeographic(c) || (c >= 0xFF01 && c <= 0xFF60)
                || (c >= 0x3000 && c <= 0x303F)
                || switch (UnicodeScript.of(c)) {
                    case HIRAGANA, KATAKANA, HANGUL -> true;
                    default -> false;
                };
    }

    /** Where a line may end; in what would still be too long, between any two characters. */
    private void findBreaks() {
        var lines = BreakIterator.getLineInstance(Locale.ROOT);
        lines.setText(text);
        int from = lines.first();
        for (int to = lines.next(); to != BreakIterator.DONE; to = lines.next()) {
            if (isAfterInnerStop(to)) {
                continue;
            }
            if (columns[trimmedEnd(from, to)] - columns[from] > WIDTH) {
                breakInside(from, to);
            }
            breaks.add(to);
            from = to;
        }
    }

    /** Java would end a line inside "p.m." */
    private boolean isAfterInnerStop(int at) {
        return at < text.length() && text.charAt(at - 1) == '.' && width(text.codePointAt(at)) == 1
                && Character.isAlphabetic(text.codePointAt(at));
    }

    private void breakInside(int start, int end) {
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(text.substring(start, end));
        for (int to = characters.next(); to != BreakIterator.DONE && start + to < end; to = characters.next()) {
            breaks.add(start + to);
        }
    }

    private int trimmedEnd(int from, int to) {
        int end = to;
        while (end > from && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    /** As few rows as possible, and those as narrow as possible, so that no last word stands alone. */
    private List<Row> balanced() {
        var rows = filled(WIDTH);
        int count = rows.size();
        int least = columns[text.length()] / count;
        int most = WIDTH;
        while (least < most) {
            int middle = (least + most) / 2;
            var narrower = filled(middle);
            if (narrower.size() == count && narrower.stream().allMatch(row -> columns(row) <= middle)) {
                rows = narrower;
                most = middle;
            } else {
                least = middle + 1;
            }
        }
        return rows;
    }

    private int columns(Row row) {
        return columns[row.end] - columns[row.start];
    }

    private List<Row> filled(int width) {
        var rows = new ArrayList<Row>();
        int start = 0;
        int end = 0;
        for (int next : breaks) {
            if (end > start && columns[trimmedEnd(start, next)] - columns[start] > width) {
                add(rows, start, end);
                start = end;
            }
            end = next;
        }
        add(rows, start, end);
        return rows;
    }

    private void add(List<Row> rows, int start, int end) {
        int from = start;
        while (from < end && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        if (from < end) {
            rows.add(new Row(from, trimmedEnd(from, end)));
        }
    }
}
