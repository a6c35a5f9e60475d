package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.External;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.graph.Value;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.ModelConfig;
import io.vibestream.synth.model.checkpoint.QuantizedLinears;
import io.vibestream.synth.model.checkpoint.StoredTensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a checkpoint inside one graph, in the type that the graph computes with. A weight that is stored in
 * another type is cast, which ONNX Runtime does once when it loads the model; so each cast is written once, or every use
 * would get a copy of its own.
 */
final class Weights {

    private final Graph graph;
    private final Checkpoint checkpoint;
    private final ElementType compute;
    private final Optional<QuantizedLinears> quantized;
    private final Map<String, Value> known = new HashMap<>();

    /** @param compute the type of matrix products and most of what is between them */
    Weights(Graph graph, Checkpoint checkpoint, ElementType compute) {
        this(graph, checkpoint, compute, Optional.empty());
    }

    /** @param quantized takes the place of linear layers that it has */
    Weights(Graph graph, Checkpoint checkpoint, ElementType compute, Optional<QuantizedLinears> quantized) {
        this.graph = graph;
        this.checkpoint = checkpoint;
        this.compute = compute;
        this.quantized = quantized;
    }

    Graph graph() {
        return graph;
    }

    ElementType compute() {
        return compute;
    }

    ModelConfig config() {
        return checkpoint.config();
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    Value get(String name) {
        return get(name, compute);
    }

    Value get(String name, ElementType type) {
        return known.computeIfAbsent(name + " as " + type,
                _ -> graph.cast(stored(checkpoint.tensor(name)), type));
    }

    /** A tensor, or rows of one, as it is stored. */
    Value stored(StoredTensor tensor) {
        var type = switch (tensor.dtype()) {
            case BF16 -> ElementType.BFLOAT16;
            case F16 -> ElementType.FLOAT16;
            case F32 -> ElementType.FLOAT;
            case I64 -> ElementType.INT64;
            case U8 -> ElementType.UINT8;
        };
        var shape = new Shape(tensor.shape().stream().map(Dim::of).toList());
        return graph.external(
                new External(tensor.name(), tensor.file(), tensor.offset(), tensor.byteLength(), type, shape));
    }

    /** A linear layer without bias: {@code x * weightᵀ}. */
    Value linear(String name, Value x) {
        var weight = name + ".weight";
        if (quantized.isPresent() && quantized.get().has(weight)) {
            var source = quantized.get();
            return graph.multiplyQuantized(x, stored(source.codes(weight)),
                    graph.cast(stored(source.scales(weight)), compute), source.bits(), QuantizedLinears.BLOCK);
        }
        return graph.multiplyTransposed(x, get(weight));
    }

    /** A linear layer with bias. */
    Value affine(String name, Value x) {
        return graph.add(linear(name, x), get(name + ".bias"));
    }

    /** A gated layer: {@code down(silu(gate(x)) * up(x))}. */
    Value gated(String name, Value x) {
        var gate = graph.silu(linear(name + "gate_proj", x));
        return linear(name + "down_proj", graph.multiply(gate, linear(name + "up_proj", x)));
    }

    /** A norm of rows that are narrow, or of which there are many. */
    Value norm(String name, Value x, double epsilon) {
        return graph.rmsNorm(x, get(name + ".weight"), epsilon);
    }

    /** A norm of wide rows of which there are few, so that accuracy costs next to nothing. */
    Value wideNorm(Value weight, Value x, double epsilon) {
        // Other types are only computed on devices, whose one operation adds up in float32 and in parts.
        return compute == ElementType.FLOAT
                ? graph.preciseRmsNorm(x, weight, epsilon)
                : graph.rmsNorm(x, weight, epsilon);
    }

    /** The {@link #wideNorm} of a sum, and the sum. */
    Graph.NormalizedSum wideNormOfSum(Value a, Value b, Value weight, double epsilon) {
        if (compute != ElementType.FLOAT) {
            return graph.rmsNormOfSum(a, b, weight, epsilon);
        }
        var sum = graph.add(a, b);
        return new Graph.NormalizedSum(wideNorm(weight, sum, epsilon), sum);
    }
}
