package io.vibestream.synth.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The dimensions of a tensor, outermost first. */
public record Shape(List<Dim> dims) {

    public Shape {
        dims = List.copyOf(dims);
    }

    public static Shape of(long... dims) {
        return new Shape(Arrays.stream(dims).mapToObj(Dim::of).toList());
    }

    public static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    public int rank() {
        return dims.size();
    }

    /** A dimension; a negative axis counts from the end. */
    public Dim dim(int axis) {
        return dims.get(axis(axis));
    }

    /** The last dimension. */
    public Dim last() {
        return dim(-1);
    }

    /** An axis counted from the front. */
    int axis(int axis) {
        int found = axis < 0 ? axis + rank() : axis;
        if (found < 0 || found >= rank()) {
            throw new IllegalArgumentException("axis " + axis + " of a shape " + this);
        }
        return found;
    }

    Shape with(int axis, Dim dim) {
        var changed = new ArrayList<>(dims);
        changed.set(axis(axis), dim);
        return new Shape(changed);
    }

    /** The shape that two tensors take together under ONNX's broadcasting rule. */
    Shape broadcast(Shape other) {
        int rank = Math.max(rank(), other.rank());
        var result = new ArrayList<Dim>(rank);
        for (int i = rank; i > 0; i--) {
            var mine = i > rank() ? Dim.of(1) : dim(-i);
            var theirs = i > other.rank() ? Dim.of(1) : other.dim(-i);
            if (!mine.equals(theirs) && !mine.equals(Dim.of(1)) && !theirs.equals(Dim.of(1))) {
                throw new IllegalArgumentException("shapes " + this + " and " + other + " do not broadcast");
            }
            result.add(mine.equals(Dim.of(1)) ? theirs : mine);
        }
        return new Shape(result);
    }

    /** Whether every dimension is known. */
    public boolean isKnown() {
        return dims.stream().allMatch(Dim::isKnown);
    }

    /** The values of a known shape. */
    public long[] values() {
        return dims.stream().mapToLong(Dim::value).toArray();
    }

    /** The values once the symbols have values. */
    public long[] values(Map<String, Long> symbols) {
        return dims.stream().mapToLong(dim -> dim.value(symbols)).toArray();
    }

    /** Number of elements of a known shape. */
    public long elements() {
        return elements(values());
    }

    /** Number of elements of a shape. */
    public static long elements(long... dims) {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
