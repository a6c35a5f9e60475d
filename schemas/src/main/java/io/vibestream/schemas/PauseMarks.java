package io.vibestream.schemas;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the marks in a text that stand for silence: {@code [pause:1.5s]}, {@code [pause:500ms]} and SSML's
 * {@code <break time="1s"/>}. A number without a unit is none, because some would mean seconds and others milliseconds; {@code [pause]}
 * without a colon is text, as in transcripts. Pure.
 */
public final class PauseMarks {

    /** The longest silence that one mark stands for. */
    public static final int MAX_MILLIS = 60_000;

    private static final Pattern MARK = Pattern.compile(
            "\\[[ \\t]{0,4}pause[ \\t]{0,4}:(?<pause>[^\\[\\]\\r\\n]{0,24})(?<end>]?)"
                    + "|<break\\s{1,4}time\\s{0,4}=\\s{0,4}(?<quote>[\"'])(?<time>[^\"'<>\\r\\n]{0,24})\\k<quote>\\s{0,4}/?>",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern DURATION = Pattern.compile(
            "\\s*(?<number>\\d{1,6}(?:\\.\\d{1,3})?|\\.\\d{1,3})\\s*(?<unit>ms|s)\\s*",
            Pattern.CASE_INSENSITIVE);

    private PauseMarks() {}

    /** One mark: it stands from {@code start} up to, not including, {@code end} and means so much silence. */
    public record Mark(int start, int end, int millis) {}

    /**
     * All marks of a text, in order.
     *
     * @throws IllegalArgumentException when {@link #problem} knows why
     */
    public static List<Mark> in(String text) {
        var marks = new ArrayList<Mark>();
        for (var mark = MARK.matcher(text); mark.find();) {
            int millis = millis(mark).orElseThrow(() -> new IllegalArgumentException(expected(mark)));
            marks.add(new Mark(mark.start(), mark.end(), millis));
        }
        return List.copyOf(marks);
    }

    /** What is wrong with the first mark of a text that cannot be read, if there is one. */
    public static Optional<String> problem(String text) {
        for (var mark = MARK.matcher(text); mark.find();) {
            if (millis(mark).isEmpty()) {
                return Optional.of(expected(mark));
            }
        }
        return Optional.empty();
    }

    private static OptionalInt millis(Matcher mark) {
        boolean ssml = mark.group("time") != null;
        var duration = DURATION.matcher(mark.group(ssml ? "time" : "pause"));
        if (!duration.matches() || !(ssml || mark.group("end").equals("]"))) {
            return OptionalInt.empty();
        }
        var number = new BigDecimal(duration.group("number"));
        var millis = duration.group("unit").length() == 1 ? number.movePointRight(3) : number;
        boolean fits = millis.stripTrailingZeros().scale() <= 0
                && millis.compareTo(BigDecimal.valueOf(MAX_MILLIS)) <= 0;
        return fits ? OptionalInt.of(millis.intValueExact()) : OptionalInt.empty();
    }

    private static String expected(Matcher mark) {
        return "pause: expected a mark such as [pause:1.5s] or [pause:500ms], whole milliseconds up to "
                + MAX_MILLIS / 1000 + " s, found " + mark.group();
    }
}
