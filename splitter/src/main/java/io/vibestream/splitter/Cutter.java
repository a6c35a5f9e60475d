package io.vibestream.splitter;

import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.ScriptLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Cuts a script into chunks: at its pauses, then, as it is spoken, into what fits. Pure; safe to share. */
final class Cutter {

    private final Chunker chunker;
    private final Lexicon lexicon;

    Cutter(ChunkLimits limits, Lexicon lexicon) {
        this.chunker = new Chunker(limits);
        this.lexicon = lexicon;
    }

    /** @param voiceOf the voice of each speaker */
    List<Chunk> cut(Sections sections, UnaryOperator<String> voiceOf) {
        var chunks = new ArrayList<Chunk>();
        for (var section : sections.sections()) {
            var pauseMillis = section.pauseMillis();
            for (var lines : chunker.cut(section.lines().stream().map(line -> turn(line, voiceOf)).toList())) {
                chunks.add(new Chunk(pauseMillis, lines));
                pauseMillis = Optional.empty();
            }
        }
        return List.copyOf(chunks);
    }

    private Turn turn(ScriptLine line, UnaryOperator<String> voiceOf) {
        var speaker = line.getSpeaker();
        return new Turn(speaker, lexicon.spell(line.getText(), voiceOf.apply(speaker)));
    }
}
