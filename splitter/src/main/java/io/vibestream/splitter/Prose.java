package io.vibestream.splitter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Finds the breaks that writing marks in one text: after sentences, clauses and words. Knows nothing of lengths. */
final class Prose {

    /** Is told of every break, in order: the text before it ends at {@code end}, the text after it begins at {@code next}. */
    @FunctionalInterface
    interface Visitor {
        void visit(int end, int next, Break kind);
    }

    /** More opening marks than this before a word are decoration. */
    private static final int MOST_OPENERS = 4;

    private final String text;
    private final boolean caseless;
    private final FullStops fullStops;

    Prose(String text) {
        this.text = text;
        this.caseless = text.codePoints().noneMatch(Marks::isCapital);
        this.fullStops = new FullStops(text, caseless);
    }

    /** Visits the breaks between {@code start} and {@code end}, which must be neither preceded nor followed by white space. */
    void breaks(int start, int end, Visitor visitor) {
        new Walk(start, end, visitor).run();
    }

    int skipSpace(int from, int end) {
        int i = from;
        while (i < end && Character.isWhitespace(text.charAt(i))) {
            i++;
        }
        return i;
    }

    /** The text without the breaks between its paragraphs. */
    List<String> paragraphs() {
        var paragraphs = new ArrayList<String>();
        int start = 0;
        for (int i = 0; i < text.length();) {
            int next = skipSpace(i, text.length());
            if (isParagraphBreak(i, next)) {
                paragraphs.add(text.substring(start, i));
                start = next;
            }
            i = Math.max(next, i + 1);
        }
        paragraphs.add(text.substring(start));
        return List.copyOf(paragraphs);
    }

    /** Whether white space holds an empty line, or a character that means the same. */
    boolean isParagraphBreak(int from, int to) {
        int lines = 0;
        for (int i = from; i < to; i++) {
            switch (text.charAt(i)) {
                case '\n' -> lines++;
                case '\r' -> lines += i + 1 < to && text.charAt(i + 1) == '\n' ? 0 : 1;
                case '\f', '\u2029' -> lines += 2;
                default -> { // white space within a line
                }
            }
        }
        return lines >= 2;
    }

    /** One pass over a part of the text; the owner of what has to be remembered on the way. */
    private final class Walk {
        private final int start;
        private final int end;
        private final Visitor visitor;
        private int sentence;
        /** Between an opening quote before a small letter and the first white space after it. */
        private boolean inQuotedWord;
        private boolean inStraightQuotes;

        Walk(int start, int end, Visitor visitor) {
            this.start = start;
            this.end = end;
            this.visitor = visitor;
            this.sentence = start;
        }

        void run() {
            int i = start;
            while (i < end) {
                int c = text.codePointAt(i);
                if (Character.isWhitespace(c)) {
                    i = space(i);
                } else if (Marks.endsSentence(c)) {
                    i = stop(i);
                } else if (Marks.endsClause(c)) {
                    i = clause(i, c);
                } else {
                    if (Marks.isQuote(c)) {
                        quote(i, c);
                    }
                    i += Character.charCount(c);
                }
            }
        }

        private int space(int from) {
            int next = skipSpace(from, end);
            if (isParagraphBreak(from, next)) {
                report(from, next, Break.SENTENCE);
            } else if (!belongsToTheWordBefore(text.codePointAt(next))) {
                report(from, next, isAfterSpacedDash(from) ? Break.CLAUSE : Break.WORD);
            }
            return next;
        }

        /** French puts a space before some marks. */
        private boolean belongsToTheWordBefore(int c) {
            return Marks.endsSentence(c) || Marks.endsClause(c);
        }

        /** "plain - or not": a dash between spaces on one line. At the beginning of a line it belongs to what follows. */
        private boolean isAfterSpacedDash(int space) {
            int dash = space;
            while (dash > start && space - dash < 2 && Marks.isDash(text.charAt(dash - 1))) {
                dash--;
            }
            return dash < space && dash > start && Character.isWhitespace(text.charAt(dash - 1))
                    && text.charAt(dash - 1) != '\n' && text.charAt(dash - 1) != '\r';
        }

        private int stop(int from) {
            int stopEnd = skip(from, Marks::endsSentence);
            int closed = skipClosers(stopEnd);
            int next = skipSpace(closed, end);
            if (next == end) {
                return end;
            }
            if (next > closed) {
                afterStop(from, stopEnd, closed, next).ifPresent(kind -> report(closed, next, kind));
                inQuotedWord = false;
            } else if (endsWithoutSpace(from, stopEnd, closed)) {
                report(closed, closed, Break.SENTENCE);
            }
            if (closed > stopEnd) {
                inStraightQuotes = false;
            }
            return next;
        }

        private Optional<Break> afterStop(int from, int stopEnd, int closed, int next) {
            if (isParagraphBreak(closed, next)) {
                return Optional.of(Break.SENTENCE);
            }
            if (inQuotedWord && closed > stopEnd) {
                // He said "stop." Then: one quoted word in small letters is a word of the sentence around it.
                return Optional.of(Break.WORD);
            }
            if (Marks.endsSentence(text.codePointAt(next))) {
                return Optional.empty(); // ". . ."
            }
            if (from > start && isOpeningBracket(text.codePointBefore(from))) {
                return Optional.of(Break.WORD); // "[...]": something was left out
            }
            int word = skipOpeners(next);
            if (stopEnd - from == 1 && text.charAt(from) == '.') {
                return fullStops.after(from, word, sentence);
            }
            boolean ellipsis = stopEnd - from > 1 || text.charAt(from) == '…';
            boolean goesOn = !caseless && (ellipsis || closed > stopEnd) && FullStops.startsSmall(wordStart(word));
            return Optional.of(goesOn ? Break.CLAUSE : Break.SENTENCE);
        }

        private boolean isOpeningBracket(int c) {
            return Character.getType(c) == Character.START_PUNCTUATION;
        }

        /** The first two code points, which is all that {@link FullStops#startsSmall} looks at. */
        private String wordStart(int from) {
            return text.substring(from, Math.min(end, from + 2));
        }

        private boolean endsWithoutSpace(int from, int stopEnd, int closed) {
            int before = from == start ? ' ' : text.codePointBefore(from);
            int after = text.codePointAt(closed);
            if (Marks.endsClause(after) || (Character.isDigit(before) && Character.isDigit(after))) {
                return false;
            }
            if (closed > stopEnd && (after == 'と' || after == 'っ')) {
                return false; // "…", he said: Japanese puts the verb after the quotation
            }
            int stop = text.codePointAt(from);
            return Marks.endsSentenceWithoutSpace(stop)
                    || (Marks.isAsciiStop(stop) && Marks.isUnspaced(before) && Marks.isUnspaced(after));
        }

        private int clause(int mark, int c) {
            int markEnd = mark + Character.charCount(c);
            int closed = Marks.endsClauseWithoutSpace(c) ? skipClosers(markEnd) : markEnd;
            int next = skipSpace(closed, end);
            if (next == end) {
                return end;
            }
            if (isParagraphBreak(closed, next)) {
                report(closed, next, Break.SENTENCE);
            } else if (next > closed || (Marks.endsClauseWithoutSpace(c) && !isBetweenDigits(mark, closed)
                    && !Marks.endsClause(text.codePointAt(closed)))) {
                report(closed, next, Break.CLAUSE);
            }
            return next;
        }

        private boolean isBetweenDigits(int mark, int after) {
            return mark > start && Character.isDigit(text.codePointBefore(mark))
                    && Character.isDigit(text.codePointAt(after));
        }

        private void quote(int at, int c) {
            boolean straight = c == '"';
            boolean afterWord = at > start && Character.isLetterOrDigit(text.codePointBefore(at));
            int inside = at + Character.charCount(c);
            if (straight) {
                inStraightQuotes = !inStraightQuotes;
            }
            inQuotedWord = !afterWord && inside < end && Marks.isSmall(text.codePointAt(inside));
        }

        private void report(int before, int next, Break kind) {
            if (next > before) {
                inQuotedWord = false;
            }
            if (kind == Break.SENTENCE) {
                sentence = next;
                inStraightQuotes = false;
            }
            visitor.visit(before, next, kind);
        }

        private int skip(int from, IntPredicate wanted) {
            int i = from;
            while (i < end) {
                int c = text.codePointAt(i);
                if (!wanted.test(c) && (i == from || !Marks.continuesCharacter(c))) {
                    break;
                }
                i += Character.charCount(c);
            }
            return i;
        }

        /** A straight quote before a letter closes only when one is open; a German closing quote only before no letter. */
        private int skipClosers(int from) {
            int i = from;
            while (i < end) {
                i = skipSpaceBeforeGuillemet(i);
                int c = text.codePointAt(i);
                int after = i + Character.charCount(c);
                boolean wordFollows = after < end && Character.isLetterOrDigit(text.codePointAt(after));
                boolean closes = Marks.isStraightQuote(c)
                        ? !wordFollows || inStraightQuotes
                        : Marks.closes(c) || (Marks.isQuote(c) && !wordFollows);
                if (!closes && (i == from || !Marks.continuesCharacter(c))) {
                    break;
                }
                i = after;
            }
            return i;
        }

        /** French puts a space before its closing quote. */
        private int skipSpaceBeforeGuillemet(int from) {
            boolean spaced = from + 1 < end && Character.isSpaceChar(text.charAt(from)) && text.charAt(from + 1) == '»';
            boolean closing = spaced && (from + 2 == end || !Character.isLetterOrDigit(text.codePointAt(from + 2)));
            return closing ? from + 1 : from;
        }

        private int skipOpeners(int from) {
            int i = from;
            for (int n = 0; n < MOST_OPENERS && i < end && Marks.opens(text.codePointAt(i)); n++) {
                i = skipSpace(i + Character.charCount(text.codePointAt(i)), end);
            }
            return i;
        }
    }
}
