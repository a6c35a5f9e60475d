package io.vibestream.splitter;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.vibestream.schemas.ScriptLine;
import java.util.ArrayList;
import java.util.List;

/** One speaker's turn, ready to be cut. Holds iterators, so one thread at a time. */
final class Turn {

    /** Is given every piece of a text in order: never empty, no white space at either end. */
    @FunctionalInterface
    interface Pieces {
        void piece(int start, int end);
    }

    private final String speaker;
    private final Spelling spelling;
    private final String text;
    private final Prose prose;

    /** A turn that is spoken as it is written. */
    Turn(ScriptLine line) {
        this(line.getSpeaker(), Spelling.asWritten(line.getText()));
    }

    Turn(String speaker, Spelling spelling) {
        this.speaker = speaker;
        this.spelling = spelling;
        this.text = spelling.spoken();
        this.prose = new Prose(text);
    }

    String speaker() {
        return speaker;
    }

    Spelling spelling() {
        return spelling;
    }

    /** What is spoken; places and pieces are its. */
    String text() {
        return text;
    }

    int length(int start, int end) {
        return text.codePointCount(start, end);
    }

    /** Gives the text without the white space around it; nothing when there is only that. */
    void whole(Pieces pieces) {
        trimmed(0, text.length(), pieces);
    }

    /** Gives the part of the text between {@code start} and {@code end} in pieces, cut at every break of one kind or a better one. */
    void pieces(int start, int end, Break kind, Pieces pieces) {
        switch (kind) {
            case SENTENCE, CLAUSE, WORD -> marked(start, end, kind, pieces);
            case LINE -> iterated(BreakIterator.getLineInstance(ULocale.ROOT), start, end, pieces);
            case CLUSTER -> iterated(BreakIterator.getCharacterInstance(ULocale.ROOT), start, end, pieces);
            case CODE_POINT -> codePoints(start, end, pieces);
        }
    }

    /** Where the text's sentences end, in code points from its beginning; the last ends where the text does. */
    List<Integer> sentenceEnds() {
        var ends = new ArrayList<Integer>();
        int[] counted = {0, 0};
        whole((start, end) -> pieces(start, end, Break.SENTENCE, (_, to) -> {
            counted[1] += text.codePointCount(counted[0], to);
            counted[0] = to;
            ends.add(counted[1]);
        }));
        return List.copyOf(ends);
    }

    private void marked(int start, int end, Break kind, Pieces pieces) {
        int[] pieceStart = {start};
        prose.breaks(start, end, (before, next, found) -> {
            if (found.compareTo(kind) <= 0) {
                pieces.piece(pieceStart[0], before);
                pieceStart[0] = next;
            }
        });
        pieces.piece(pieceStart[0], end);
    }

    private void iterated(BreakIterator breaks, int start, int end, Pieces pieces) {
        breaks.setText(text.substring(start, end));
        int from = breaks.first();
        for (int to = breaks.next(); to != BreakIterator.DONE; to = breaks.next()) {
            trimmed(start + from, start + to, pieces);
            from = to;
        }
    }

    private void codePoints(int start, int end, Pieces pieces) {
        for (int i = start; i < end;) {
            int next = text.offsetByCodePoints(i, 1);
            trimmed(i, next, pieces);
            i = next;
        }
    }

    private void trimmed(int start, int end, Pieces pieces) {
        int from = prose.skipSpace(start, end);
        int to = end;
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        if (from < to) {
            pieces.piece(from, to);
        }
    }

    /**
     * What stands between two neighbouring pieces in one chunk: nothing where nothing was, a space for any white space. After a heading,
     * which has no full stop, the line break stays: nothing else tells the reader to pause.
     */
    String glue(int end, int next) {
        if (end == next) {
            return "";
        }
        boolean heading = prose.isParagraphBreak(end, next) && Character.isLetterOrDigit(text.codePointBefore(end));
        return heading ? "\n" : " ";
    }
}
