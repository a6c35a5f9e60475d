package io.vibestream.synth.graph;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A finished ONNX model: its bytes, which are few because large weights are external, and the ways in and out. */
public final class Model {

    private final String name;
    private final byte[] bytes;
    private final List<Port> inputs;
    private final List<Port> outputs;
    private final Optional<Path> weights;
    private final String dump;

    Model(String name, byte[] bytes, List<Port> inputs, List<Port> outputs, Optional<Path> weights, String dump) {
        this.name = name;
        this.bytes = bytes;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.weights = weights;
        this.dump = dump;
    }

    public String name() {
        return name;
    }

    /** The protobuf message. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public List<Port> inputs() {
        return inputs;
    }

    public List<Port> outputs() {
        return outputs;
    }

    /** The folder under which all external weights lie, when there are any. */
    public Optional<Path> weights() {
        return weights;
    }

    /** The input or output of this name. */
    public Port port(String port) {
        return Stream.concat(inputs.stream(), outputs.stream()).filter(p -> p.name().equals(port))
                .findFirst().orElseThrow(() -> new IllegalArgumentException(
                        "model " + name + ": no port " + port + " among " + inputs + " and " + outputs));
    }

    /** One line per input, weight, operation and output, for reading. */
    public String dump() {
        return dump;
    }

    @Override
    public String toString() {
        return "Model[" + name + "]";
    }
}
