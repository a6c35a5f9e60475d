package io.vibestream.synth.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who says what, in order.
 *
 * @param speakers the numbers that the author used, in the order of their first appearance; a turn's speaker is a place
 *        in this list
 */
public record Script(List<Turn> turns, List<Integer> speakers) {

    /** More voices than this were never in one training example. */
    public static final int MOST_SPEAKERS = 4;

    private static final Pattern LABEL = Pattern.compile("\\s*Speaker\\s+(\\d{1,6})\\s*[:：]\\s*(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** One line of one speaker; speakers count from 0. */
    public record Turn(int speaker, String text) {
        public Turn {
            if (speaker < 0 || speaker >= MOST_SPEAKERS) {
                throw new IllegalArgumentException(
                        "speaker: expected 0 to " + (MOST_SPEAKERS - 1) + ", found " + speaker);
            }
            text = SpokenText.clean(text);
            if (text.isEmpty()) {
                throw new IllegalArgumentException("a turn of speaker " + speaker + " has no text");
            }
        }
    }

    public Script {
        turns = List.copyOf(turns);
        speakers = List.copyOf(speakers);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("script: expected text, found none");
        }
    }

    /**
     * Reads lines such as {@code Speaker 2: Good morning.} Numbers only tell speakers apart. A line without a label goes
     * on with the speaker before it; what stands before the first label belongs to the first speaker; text without any
     * label is one speaker's, line by line.
     *
     * @throws IllegalArgumentException when there is nothing to say, or a fifth speaker
     */
    public static Script parse(String text) {
        var reader = new Reader();
        for (var line : text.lines().toList()) {
            Matcher label = LABEL.matcher(line);
            if (label.matches()) {
                reader.label(Integer.parseInt(label.group(1)));
                reader.text(label.group(2));
            } else {
                reader.text(line);
            }
        }
        return reader.script();
    }

    private static final class Reader {
        private final List<Integer> speakers = new ArrayList<>();
        private final List<Turn> turns = new ArrayList<>();
        private final StringBuilder open = new StringBuilder();
        private int speaker;

        void label(int number) {
            if (!speakers.isEmpty()) {
                close();
            }
            if (!speakers.contains(number)) {
                if (speakers.size() == MOST_SPEAKERS) {
                    throw new IllegalArgumentException("script: expected at most " + MOST_SPEAKERS
                            + " speakers, found also Speaker " + number);
                }
                speakers.add(number);
            }
            speaker = speakers.indexOf(number);
        }

        void text(String text) {
            var clean = SpokenText.clean(text);
            if (clean.isEmpty()) {
                return;
            }
            if (speakers.isEmpty()) {
                turns.add(new Turn(0, clean));
            } else {
                open.append(open.isEmpty() ? "" : " ").append(clean);
            }
        }

        private void close() {
            if (!open.isEmpty()) {
                turns.add(new Turn(speaker, open.toString()));
                open.setLength(0);
            }
        }

        Script script() {
            close();
            return new Script(turns, speakers.isEmpty() ? List.of(0) : speakers);
        }
    }
}
