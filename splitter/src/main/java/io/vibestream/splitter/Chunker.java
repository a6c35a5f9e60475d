package io.vibestream.splitter;

import io.vibestream.schemas.ChunkLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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
    List<List<SpelledLine>> cut(List<Turn> script) {
        var packing = new Packing();
        for (var turn : script) {
            turn.whole((start, end) -> pack(turn, start, end, Break.SENTENCE, packing));
        }
        return new Lines(packing.finish()).all();
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

    /** The lines of all chunks, one after the other: what is written belongs to one of them each, even where nothing of it is spoken. */
    private static final class Lines {
        private final List<List<Piece>> chunks;
        /** How much of the open turn's writing is in the lines so far. */
        private int written;

        Lines(List<List<Piece>> chunks) {
            this.chunks = chunks;
        }

        List<List<SpelledLine>> all() {
            return IntStream.range(0, chunks.size()).mapToObj(this::lines).toList();
        }

        private List<SpelledLine> lines(int index) {
            var chunk = chunks.get(index);
            var lines = new ArrayList<SpelledLine>();
            var line = new StringBuilder();
            for (int i = 0; i < chunk.size(); i++) {
                var piece = chunk.get(i);
                line.append(piece.turn.text(), piece.start, piece.end);
                if (i + 1 < chunk.size() && chunk.get(i + 1).turn == piece.turn) {
                    line.append(piece.glueTo(chunk.get(i + 1)));
                } else {
                    var next = i + 1 < chunk.size() || index + 1 == chunks.size()
                            ? Optional.<Piece>empty()
                            : Optional.of(chunks.get(index + 1).getFirst()).filter(first -> first.turn == piece.turn);
                    lines.add(line(piece.turn, line.toString(), next));
                    line.setLength(0);
                }
            }
            return List.copyOf(lines);
        }

        /** @param next where the turn continues in the next chunk, if it does */
        private SpelledLine line(Turn turn, String spoken, Optional<Piece> next) {
            var spelling = turn.spelling();
            int from = written;
            int to = next.map(piece -> spelling.writtenAt(piece.start)).orElse(spelling.written().length());
            written = next.isPresent() ? to : 0;
            return new SpelledLine(turn.speaker(), spelling.changes().isEmpty()
                    ? spoken
                    : spelling.written().substring(from, to).strip().replaceAll("\\s+", " "), spoken);
        }
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
