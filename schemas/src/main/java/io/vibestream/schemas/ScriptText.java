package io.vibestream.schemas;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a script written as text: VibeVoice's plain format, {@code Speaker 1: …} at the beginning of every turn, or with names,
 * {@code Alice: …}. A line without a label goes on with the turn before it, and so does an indented one, whatever it looks like.
 *
 * <p>A name is one word, or up to four that begin with a capital each, so that "He said: go" is no turn of somebody called "He said". Pure.
 */
public final class ScriptText {

    private static final int MAX_LABEL_CHARS = 60;
    /** VibeVoice's own label. Nobody says this by chance, so it counts with any indent. */
    private static final Pattern NUMBERED = Pattern.compile("\\s*speaker\\s{1,4}(\\d{1,6})\\s{0,4}[:：](.*)",
            Pattern.CASE_INSENSITIVE);
    /** A colon inside a word, as in an address, makes no label; Chinese and Japanese put no space after theirs. */
    private static final Pattern NAMED = Pattern.compile("(\\p{L}[^:：]*)(?::(?=\\s|$)|：)(.*)");
    private static final String REST_OF_WORD = "[\\p{L}\\p{M}\\p{N}.'’_-]*";
    private static final Pattern NAME = Pattern
            .compile("\\p{L}" + REST_OF_WORD + "|[\\p{L}&&\\P{Ll}]" + REST_OF_WORD
                    + "(?: {1,2}[[\\p{L}\\p{N}]&&\\P{Ll}]" + REST_OF_WORD + "){1,3}");
    private static final Pattern NUMBER = Pattern.compile("0*(\\d+)");

    private final List<ScriptLine> turns = new ArrayList<>();
    private final Set<String> speakers = new LinkedHashSet<>();
    private final StringBuilder open = new StringBuilder();
    private Optional<String> speaker = Optional.empty();
    private int turnLine;

    /** What came of reading. */
    public sealed interface Read {

        /** The turns, in order; at least one, none without text. */
        record Script(List<ScriptLine> turns) implements Read {
            public Script {
                turns = List.copyOf(turns);
            }
        }

        /**
         * It is no script.
         *
         * @param line the first that is wrong, from 1
         * @param problem what is wrong with it, the line's number included
         */
        record Malformed(int line, String problem) implements Read {}
    }

    private ScriptText() {}

    /** Reads a script. */
    public static Read read(String text) {
        return new ScriptText().turns(text);
    }

    /** A speaker's label in its shortest form: {@code Speaker 1}, {@code 01} and {@code 1} are the same speaker. */
    public static String label(String written) {
        var label = written.strip();
        var numbered = NUMBERED.matcher(label + ":");
        return withoutZeros(numbered.matches() ? numbered.group(1) : label);
    }

    private static String withoutZeros(String label) {
        var number = NUMBER.matcher(label);
        return number.matches() ? number.group(1) : label;
    }

    /** Whether a label is a number and so says nothing about the voice. */
    public static boolean isNumber(String label) {
        return NUMBER.matcher(label).matches();
    }

    private Read turns(String text) {
        var lines = (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
        for (int number = 1; number <= lines.size(); number++) {
            var problem = line(number, lines.get(number - 1));
            if (problem.isPresent()) {
                return problem.get();
            }
        }
        var problem = closeTurn();
        if (problem.isPresent()) {
            return problem.get();
        }
        return turns.isEmpty()
                ? malformed(1, "expected turns such as 'Speaker 1: …' or 'Alice: …', found nothing")
                : new Read.Script(turns);
    }

    private Optional<Read> line(int number, String line) {
        var label = labelled(line);
        if (label.isEmpty()) {
            if (speaker.isEmpty() && !line.isBlank()) {
                return Optional.of(malformed(number,
                        "expected a turn that begins with its speaker, such as 'Speaker 1: …' or 'Alice: …', found none"));
            }
            open.append('\n').append(line.strip());
            return Optional.empty();
        }
        var problem = closeTurn();
        if (problem.isPresent()) {
            return problem;
        }
        speaker = Optional.of(label(label.get().group(1)));
        turnLine = number;
        open.append(label.get().group(2));
        speakers.add(speaker.get());
        return speakers.size() <= RequestRules.MAX_SPEAKERS
                ? Optional.empty()
                : Optional.of(malformed(number, "expected at most " + RequestRules.MAX_SPEAKERS + " speakers, found '"
                        + speaker.get() + "' after " + speakers.stream().limit(RequestRules.MAX_SPEAKERS).toList()));
    }

    private static Optional<Matcher> labelled(String line) {
        var numbered = NUMBERED.matcher(line);
        if (numbered.matches()) {
            return Optional.of(numbered);
        }
        var named = NAMED.matcher(line);
        return Optional.of(named).filter(Matcher::matches).filter(found -> isName(found.group(1).stripTrailing()));
    }

    private static boolean isName(String label) {
        return label.length() <= MAX_LABEL_CHARS && NAME.matcher(label).matches();
    }

    private Optional<Read> closeTurn() {
        var said = open.toString().strip();
        open.setLength(0);
        if (speaker.isEmpty()) {
            return Optional.empty();
        }
        if (said.isEmpty()) {
            return Optional.of(malformed(turnLine, "expected text after '" + speaker.get() + ":', found none"));
        }
        turns.add(new ScriptLine(speaker.get(), said));
        return Optional.empty();
    }

    private static Read malformed(int line, String problem) {
        return new Read.Malformed(line, "script, line " + line + ": " + problem);
    }
}
