package io.vibestream.splitter;

import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.ScriptLine;
import java.util.List;

/** Cuts one speaker's text, for tests that look at the text alone. */
final class Chunks {

    private Chunks() {}

    static List<String> of(String text, int maxChars, int minLastChars) {
        return new Chunker(new ChunkLimits(maxChars, minLastChars)).cut(List.of(new Turn(new ScriptLine("1", text))))
                .stream()
                .map(lines -> lines.stream().map(SpelledLine::spoken).reduce("", String::concat)).toList();
    }

    /** Cuts a script that is spoken as it is written. */
    static List<List<ScriptLine>> of(List<ScriptLine> script, int maxChars, int minLastChars) {
        return new Chunker(new ChunkLimits(maxChars, minLastChars)).cut(script.stream().map(Turn::new).toList())
                .stream()
                .map(lines -> lines.stream().map(SpelledLine::asWritten).toList()).toList();
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    static String visible(String text) {
        return text.codePoints().filter(c -> !Character.isWhitespace(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }
}
