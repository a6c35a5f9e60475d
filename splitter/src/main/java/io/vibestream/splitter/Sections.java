package io.vibestream.splitter;

import io.vibestream.schemas.PauseMarks;
import io.vibestream.schemas.ScriptLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A script, cut where silence of a certain length is wanted: at the marks of pauses, which are gone then, and between paragraphs.
 *
 * @param sections what is said between the pauses, in order; none without words
 * @param endPauseMillis silence after the last section
 */
record Sections(List<Section> sections, int endPauseMillis) {

    Sections {
        sections = List.copyOf(sections);
    }

    /** @param pauseMillis silence before it; absent only before the first */
    record Section(Optional<Integer> pauseMillis, List<ScriptLine> lines) {
        Section {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Cuts a script whose marks can all be read.
     *
     * @param paragraphPauseMillis silence between two paragraphs; 0: they are not cut. Where a mark stands between them it alone counts
     */
    static Sections of(List<ScriptLine> script, int paragraphPauseMillis) {
        var cutting = new Cutting(paragraphPauseMillis);
        for (var line : script) {
            cutting.line(line);
        }
        return cutting.finish();
    }

    /** All the silence that was asked for. */
    long pauseMillis() {
        return endPauseMillis
                + sections.stream().flatMap(section -> section.pauseMillis().stream()).mapToLong(Integer::longValue)
                        .sum();
    }

    /** The sections so far, of which the last is open. */
    private static final class Cutting {
        private final int paragraphPauseMillis;
        private final List<Section> sections = new ArrayList<>();
        private List<ScriptLine> open = new ArrayList<>();
        /** Before the open section. */
        private Optional<Integer> pauseMillis = Optional.empty();

        Cutting(int paragraphPauseMillis) {
            this.paragraphPauseMillis = paragraphPauseMillis;
        }

        void line(ScriptLine line) {
            var text = line.getText();
            int from = 0;
            for (var mark : PauseMarks.in(text)) {
                said(line.getSpeaker(), text.substring(from, mark.start()));
                pause(mark.millis());
                from = mark.end();
            }
            said(line.getSpeaker(), text.substring(from));
        }

        private void said(String speaker, String text) {
            var paragraphs = paragraphPauseMillis == 0 ? List.of(text) : new Prose(text).paragraphs();
            boolean first = true;
            for (var paragraph : paragraphs) {
                if (!paragraph.isBlank()) {
                    if (!first) {
                        pause(paragraphPauseMillis);
                    }
                    open.add(new ScriptLine(speaker, paragraph));
                    first = false;
                }
            }
        }

        private void pause(int millis) {
            closeSection();
            // Whoever asks for more than an int is refused for it later, by what all pauses come to.
            pauseMillis = Optional.of((int) Math.min(Integer.MAX_VALUE, pauseMillis.orElse(0) + (long) millis));
        }

        private void closeSection() {
            if (!open.isEmpty()) {
                sections.add(new Section(pauseMillis, open));
                open = new ArrayList<>();
                pauseMillis = Optional.empty();
            }
        }

        Sections finish() {
            closeSection();
            return new Sections(sections, pauseMillis.orElse(0));
        }
    }
}
