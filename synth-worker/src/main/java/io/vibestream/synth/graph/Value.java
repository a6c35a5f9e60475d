package io.vibestream.synth.graph;

/** One tensor inside a {@link Graph}: an input, a weight, or what an operation gives. */
public final class Value {

    private final int id;
    private final ElementType type;
    private final Shape shape;

    Value(int id, ElementType type, Shape shape) {
        this.id = id;
        this.type = type;
        this.shape = shape;
    }

    /** Its place among the values of its graph. */
    int id() {
        return id;
    }

    public ElementType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    @Override
    public String toString() {
        return "#" + id + " " + type + shape;
    }
}
