package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * What the convolutions of a stack remember between two pieces of a signal. They take and keep it in the order in which
 * they stand in the stack; outside it is one tensor {@code [slots, size]}, so that it can be cleared and kept as one.
 */
final class SignalState {

    private final Graph graph;
    private final Dim slots;
    private final Iterator<Value> parts;
    private final List<Long> sizes = new ArrayList<>();
    private final List<Value> kept = new ArrayList<>();

    private SignalState(Graph graph, Dim slots, Iterator<Value> parts) {
        this.graph = graph;
        this.slots = slots;
        this.parts = parts;
    }

    /** The silence before a signal, for one slot. */
    static SignalState silence(Graph graph) {
        return new SignalState(graph, Dim.of(1), Collections.emptyIterator());
    }

    /**
     * The state in a tensor.
     *
     * @param sizes of the parts, as {@link #sizes} of a stack that was added before
     */
    static SignalState of(Graph graph, Value packed, long... sizes) {
        return new SignalState(graph, packed.shape().dim(0), graph.split(packed, 1, sizes).iterator());
    }

    Dim slots() {
        return slots;
    }

    /** The next part, zeros before the signal begins: {@code [slots, rows, columns]}. */
    Value take(long rows, long columns) {
        sizes.add(rows * columns);
        var shape = Shape.of(slots, Dim.of(rows), Dim.of(columns));
        return parts.hasNext()
                ? graph.reshape(parts.next(), shape)
                : graph.floats(shape, new float[Math.toIntExact(rows * columns)]);
    }

    /** Puts back what the last part taken has become. */
    void keep(Value part) {
        long size = sizes.get(kept.size());
        kept.add(graph.reshape(graph.cast(part, ElementType.FLOAT), Shape.of(slots, Dim.of(size))));
    }

    long[] sizes() {
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }

    /** All parts as they are after the piece. */
    Value packed() {
        return graph.concat(1, kept.toArray(Value[]::new));
    }
}
