package io.vibestream.splitter;

import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.ScriptLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into chunks that one synthesis can speak: as full as the limit allows, ending where a speaker would pause. Lengths count code
 * points. Nothing but white space is ever lost, and nothing is repeated or moved.
 *
 * <p>Pieces are packed in order as long as they fit. A piece that is too long for any chunk ends the chunk before it, is cut at its next
 * finer breaks, and its pieces are packed the same way; what follows may join the last of them. A last chunk that is too short joins
 * the one before, which may then be longer than the limit. Pure; safe to share.
 */
final class Chunker {

    private final int maxChars;
    private final int minLastChars;

    Chunker(ChunkLimits limits) {
        if (limits.getMaxChars() < 1 || limits.getMinLastChars() < 0) {
            throw new IllegalArgumentException(
                    "chunk limits: expected a maximum of at least 1 and a minimum of at least 0, found "
                            + limits.getMaxChars() + " and " + limits.getMinLastChars());
        }
        this.maxChars = limits.getMaxChars();
        this.minLastChars = Math.min(limits.getMinLastChars(), maxChars);
    }

    /** The chunks of a script, each as the lines that are spoken in it; a turn that continues in a chunk is one line there. */
    List<List<ScriptLine>> cut(List<ScriptLine> script) {
        var packing = new Packing();
        for (var line : script) {
            var turn = new Turn(line);
            turn.whole((start, end) -> pack(turn, start, end, Break.SENTENCE, packing));
        }
        return packing.finish().stream().map(Chunker::lines).toList();
    }

    private void pack(Turn turn, int start, int end, Break kind, Packing packing) {
        int length = turn.length(start, end);
        if (length <= maxChars) {
            packing.add(new Piece(turn, start, end, length));
            return;
        }
        packing.closeChunk();
        turn.pieces(start, end, kind, (from, to) -> pack(turn, from, to, kind.finer(), packing));
    }

    private static List<ScriptLine> lines(List<Piece> chunk) {
        var lines = new ArrayList<ScriptLine>();
        var line = new StringBuilder();
        for (int i = 0; i < chunk.size(); i++) {
            var piece = chunk.get(i);
            line.append(piece.turn.text(), piece.start, piece.end);
            if (i + 1 < chunk.size() && chunk.get(i + 1).turn == piece.turn) {
                line.append(piece.glueTo(chunk.get(i + 1)));
            } else {
                lines.add(new ScriptLine(piece.turn.speaker(), line.toString()));
                line.setLength(0);
            }
        }
        return List.copyOf(lines);
    }

    /** A part of a turn that is not cut any further. */
    private record Piece(Turn turn, int start, int end, int length) {

        String glueTo(Piece next) {
            return turn == next.turn ? turn.glue(end, next.start) : "\n";
        }
    }

    /** The chunks so far, of which the last is open. */
    private final class Packing {
        private final List<List<Piece>> chunks = new ArrayList<>();
        private List<Piece> open = new ArrayList<>();
        private int openLength;

        void add(Piece piece) {
            int glue = open.isEmpty() ? 0 : open.getLast().glueTo(piece).length();
            if (openLength + glue + piece.length > maxChars) {
                closeChunk();
                glue = 0;
            }
            open.add(piece);
            openLength += glue + piece.length;
        }

        void closeChunk() {
            if (!open.isEmpty()) {
                chunks.add(open);
                open = new ArrayList<>();
                openLength = 0;
            }
        }

        List<List<Piece>> finish() {
            int lastLength = openLength;
            closeChunk();
            if (chunks.size() > 1 && lastLength < minLastChars) {
                var last = chunks.removeLast();
                chunks.getLast().addAll(last);
            }
            return chunks;
        }
    }
}
