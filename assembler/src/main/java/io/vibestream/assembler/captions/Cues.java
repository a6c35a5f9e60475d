package io.vibestream.assembler.captions;

import io.vibestream.audio.Span;
import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.ScriptText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says what is shown when: every sentence by itself, and long ones in parts of two rows. A chunk begins and ends where it does in the
 * track; within it the time is shared out by code points, which is an estimate. Pure.
 */
final class Cues {

    private static final int ROWS = 2;

    private final int sampleRate;
    private final boolean named;
    private final List<Cue> cues = new ArrayList<>();

    private Cues(int sampleRate, boolean named) {
        this.sampleRate = sampleRate;
        this.named = named;
    }

    /** The cues of all chunks that have sound. */
    static List<Cue> of(List<PlannedChunk> chunks, List<Span> spans, int sampleRate) {
        var speakers = chunks.stream().flatMap(chunk -> chunk.getLines().stream()).map(ScriptLine::getSpeaker)
                .distinct()
                .toList();
        var cues = new Cues(sampleRate, speakers.size() > 1 || !speakers.stream().allMatch(ScriptText::isNumber));
        var spanOf = spans.stream().collect(Collectors.toMap(Span::chunk, Function.identity()));
        for (int i = 0; i < chunks.size(); i++) {
            cues.chunk(chunks.get(i), i, spanOf);
        }
        return List.copyOf(cues.cues);
    }

    private void chunk(PlannedChunk chunk, int index, Map<Integer, Span> spanOf) {
        var span = spanOf.get(index);
        int length = chunk.getLines().stream().mapToInt(line -> codePoints(line.getText())).sum();
        if (span == null || length == 0) {
            return;
        }
        var clock = new Clock(span, length, sampleRate);
        int start = 0;
        for (var line : chunk.getLines()) {
            var text = line.getText();
            int end = start + codePoints(text);
            var cuts = new TreeSet<>(chunk.getSentenceEnds()).subSet(start, false, end, false);
            int from = start;
            int at = 0;
            for (int cut : cuts) {
                int next = text.offsetByCodePoints(at, cut - from);
                sentence(line.getSpeaker(), text.substring(at, next), from, cut, clock);
                from = cut;
                at = next;
            }
            sentence(line.getSpeaker(), text.substring(at), from, end, clock);
            start = end;
        }
    }

    /** @param from in code points of the chunk, as {@code to} is */
    private void sentence(String speaker, String sentence, int from, int to, Clock clock) {
        if (sentence.isBlank()) {
            return;
        }
        int indent = codePoints(sentence) - codePoints(sentence.stripLeading());
        var text = sentence.strip();
        var rows = Rows.of(text);
        for (int i = 0; i < rows.size(); i += ROWS) {
            var shown = rows.subList(i, Math.min(rows.size(), i + ROWS));
            boolean last = i + ROWS >= rows.size();
            int start = i == 0 ? from : from + indent + text.codePointCount(0, shown.getFirst().start());
            int end = last ? to : from + indent + text.codePointCount(0, rows.get(i + ROWS).start());
            add(clock.millis(start), clock.millis(end), speaker,
                    shown.stream().map(row -> text.substring(row.start(), row.end())).toList());
        }
    }

    private void add(long start, long end, String speaker, List<String> rows) {
        if (end > start) { // less than a millisecond cannot be written down, nor seen
            cues.add(new Cue(start, end, named ? Optional.of(name(speaker)) : Optional.empty(),
                    rows.stream().map(Cues::onOneLine).toList()));
        }
    }

    private static String name(String speaker) {
        return onOneLine(ScriptText.isNumber(speaker) ? "Speaker " + speaker : speaker);
    }

    private static String onOneLine(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}\\u2028\\u2029]+", " ");
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    /** From a place in a chunk's text to the time when it is heard. */
    private record Clock(Span span, int length, int sampleRate) {

        /** Rounded down, so that the last cue does not end after the sound. */
        long millis(int codePoint) {
            return (span.startSample() + span.samples() * codePoint / length) * 1000 / sampleRate;
        }
    }
}
