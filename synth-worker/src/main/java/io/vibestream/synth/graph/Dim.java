package io.vibestream.synth.graph;

import java.util.Map;

/**
 * One dimension of a shape: {@code factor * symbol + constant}. Enough to follow the length of a signal of unknown length
 * through strides and contexts, and no more.
 *
 * @param symbol empty when the dimension is known
 */
public record Dim(long factor, String symbol, long constant) {

    public Dim {
        if (symbol.isEmpty() != (factor == 0)) {
            throw new IllegalArgumentException("a factor needs a symbol and a symbol a factor: " + factor + symbol);
        }
        if (symbol.isEmpty() && constant < 0) {
            throw new IllegalArgumentException("dimension: expected at least 0, found " + constant);
        }
    }

    public static Dim of(long value) {
        return new Dim(0, "", value);
    }

    public static Dim named(String symbol) {
        return new Dim(1, symbol, 0);
    }

    public boolean isKnown() {
        return symbol.isEmpty();
    }

    /** The value of a known dimension. */
    public long value() {
        if (!isKnown()) {
            throw new IllegalStateException("dimension " + this + " is not known while building");
        }
        return constant;
    }

    /** The value once the symbols have values. */
    public long value(Map<String, Long> symbols) {
        if (isKnown()) {
            return constant;
        }
        var bound = symbols.get(symbol);
        if (bound == null) {
            throw new IllegalArgumentException("dimension " + this + ": no value for " + symbol);
        }
        return factor * bound + constant;
    }

    public Dim plus(Dim other) {
        if (!isKnown() && !other.isKnown() && !symbol.equals(other.symbol)) {
            throw new IllegalArgumentException("cannot add " + this + " and " + other);
        }
        long sum = factor + other.factor;
        return new Dim(sum, sum == 0 ? "" : symbol + (isKnown() ? other.symbol : ""), constant + other.constant);
    }

    public Dim minus(Dim other) {
        if (!other.isKnown() && !symbol.equals(other.symbol)) {
            throw new IllegalArgumentException("cannot subtract " + other + " from " + this);
        }
        long rest = factor - other.factor;
        return new Dim(rest, rest == 0 ? "" : symbol, constant - other.constant);
    }

    public Dim plus(long more) {
        return new Dim(factor, symbol, constant + more);
    }

    public Dim times(long count) {
        return count == 0 ? of(0) : new Dim(factor * count, symbol, constant * count);
    }

    public Dim dividedBy(long parts) {
        if (factor % parts != 0 || constant % parts != 0) {
            throw new IllegalArgumentException("cannot divide " + this + " into parts of " + parts);
        }
        return new Dim(factor / parts, symbol, constant / parts);
    }

    @Override
    public String toString() {
        if (isKnown()) {
            return Long.toString(constant);
        }
        var text = factor == 1 ? symbol : factor + "*" + symbol;
        return constant == 0 ? text : text + (constant > 0 ? "+" : "") + constant;
    }
}
