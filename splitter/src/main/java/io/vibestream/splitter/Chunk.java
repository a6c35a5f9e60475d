package io.vibestream.splitter;

import io.vibestream.schemas.ScriptLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is spoken in one go.
 *
 * @param pauseMillis silence before it, where a certain one is wanted
 */
record Chunk(Optional<Integer> pauseMillis, List<SpelledLine> lines) {

    Chunk {
        lines = List.copyOf(lines);
    }

    List<ScriptLine> written() {
        return lines.stream().map(SpelledLine::asWritten).toList();
    }

    /** Where the sentences end that are written here, in code points from the chunk's beginning; the last is left out, it ends where the chunk does. */
    List<Integer> sentenceEnds() {
        var ends = new ArrayList<Integer>();
        int begin = 0;
        for (var line : lines) {
            for (int end : new Turn(line.asWritten()).sentenceEnds()) {
                ends.add(begin + end);
            }
            begin += line.written().codePointCount(0, line.written().length());
        }
        return ends.subList(0, Math.max(0, ends.size() - 1));
    }
}
