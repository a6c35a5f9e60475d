package io.vibestream.synth.graph;

import java.util.List;
import java.util.Map;

/** One operation on values. */
record Node(String domain, String operation, List<Value> inputs, List<Value> outputs,
        Map<String, Attribute> attributes) {

    Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    /** A constant that belongs to an operation. */
    sealed interface Attribute {
        record Whole(long value) implements Attribute {}

        record Real(float value) implements Attribute {}

        record Wholes(List<Long> values) implements Attribute {}

        static Attribute of(long value) {
            return new Whole(value);
        }

        static Attribute of(double value) {
            return new Real((float) value);
        }

        static Attribute of(List<Long> values) {
            return new Wholes(List.copyOf(values));
        }
    }
}
