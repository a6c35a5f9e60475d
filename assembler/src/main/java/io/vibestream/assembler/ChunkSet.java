package io.vibestream.assembler;

import java.util.BitSet;

/** Some of a request's chunks, and how long they are together. Immutable. */
final class ChunkSet {

    static final ChunkSet NONE = new ChunkSet(new BitSet(), 0);

    private final BitSet chunks;
    private final long samples;

    private ChunkSet(BitSet chunks, long samples) {
        this.chunks = chunks;
        this.samples = samples;
    }

    static ChunkSet of(byte[] bytes, long samples) {
        return new ChunkSet(BitSet.valueOf(bytes), samples);
    }

    byte[] toBytes() {
        return chunks.toByteArray();
    }

    /** These and one more, which is not among them. */
    ChunkSet with(int chunk, long length) {
        var more = (BitSet) chunks.clone();
        more.set(chunk);
        return new ChunkSet(more, samples + length);
    }

    long samples() {
        return samples;
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
        return other instanceof ChunkSet that && chunks.equals(that.chunks) && samples == that.samples;
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
