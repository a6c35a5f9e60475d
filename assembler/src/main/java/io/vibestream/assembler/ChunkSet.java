package io.vibestream.assembler;

import java.util.BitSet;

/** Some of a request's chunks. Immutable. */
final class ChunkSet {

    static final ChunkSet NONE = new ChunkSet(new BitSet());

    private final BitSet chunks;

    private ChunkSet(BitSet chunks) {
        this.chunks = chunks;
    }

    static ChunkSet of(byte[] bytes) {
        return new ChunkSet(BitSet.valueOf(bytes));
    }

    byte[] toBytes() {
        return chunks.toByteArray();
    }

    ChunkSet with(int chunk) {
        var more = (BitSet) chunks.clone();
        more.set(chunk);
        return new ChunkSet(more);
    }

    boolean contains(int chunk) {
        return chunks.get(chunk);
    }

    /** How many of the chunks below {@code count} are in it. */
    int countBelow(int count) {
        return chunks.get(0, count).cardinality();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkSet that && chunks.equals(that.chunks);
    }

    @Override
    public int hashCode() {
        return chunks.hashCode();
    }

    @Override
    public String toString() {
        return chunks.toString();
    }
}
