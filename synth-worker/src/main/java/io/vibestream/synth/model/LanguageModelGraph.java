package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.graph.Value;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.ModelConfig;
import io.vibestream.synth.model.checkpoint.ModelLoadException;
import io.vibestream.synth.model.checkpoint.QuantizedLinears;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The Qwen2 decoder with its cache, for one new token in each of many rows or for many new tokens in one row. Both are the
 * same graph, because two would hold the weights twice.
 *
 * <p>Of the output layer only the rows of the legal tokens are computed: the whole would read as many bytes as several
 * layers.
 */
public final class LanguageModelGraph {

    /** In, FLOAT {@code [rows, tokens, hidden]}. */
    public static final String EMBEDDINGS = "embeddings";
    /** In, INT32 {@code [rows]}: the position of each row's last new token. */
    public static final String LAST_POSITION = "last_position";
    /** In, INT32 {@code [1]}, in host memory: the capacity of the cache. */
    public static final String TOTAL = "total";
    /** Out, FLOAT {@code [rows, hidden]}: the last token after the final norm. */
    public static final String HIDDEN = "hidden";
    /** Out, FLOAT {@code [rows, legal tokens]}. */
    public static final String LOGITS = "logits";

    private static final int HEAD_UNIT = 16;
    private static final Dim ROWS = Dim.named("rows");

    private final Weights weights;
    private final Graph graph;
    private final ModelConfig.LanguageModel config;
    private final int capacity;

    private LanguageModelGraph(Checkpoint checkpoint, ElementType compute, Optional<QuantizedLinears> quantized,
            int capacity) {
        this.graph = new Graph("language-model");
        this.weights = new Weights(graph, checkpoint, compute, quantized);
        this.config = checkpoint.config().languageModel();
        this.capacity = capacity;
        if (config.headSize() % HEAD_UNIT != 0) {
            throw new ModelLoadException("head size of the language model: expected a multiple of " + HEAD_UNIT
                    + ", as ONNX Runtime's attention needs it, found " + config.headSize());
        }
    }

    /**
     * Writes the graph.
     *
     * @param quantized takes the place of linear layers
     * @param capacity positions of the cache
     * @param legalTokens the tokens to compute logits of, ascending, so that the first of equal ones is the lowest
     */
    public static Model build(Checkpoint checkpoint, ElementType compute, Optional<QuantizedLinears> quantized,
            int capacity, int... legalTokens) {
        return new LanguageModelGraph(checkpoint, compute, quantized, capacity).build(legalTokens);
    }

    /** In, {@code [rows, key heads, capacity, head size]} in the type of computing. */
    public static String keys(int layer) {
        return "keys." + layer;
    }

    /** In, like the keys. */
    public static String values(int layer) {
        return "values." + layer;
    }

    /** Out, to be bound to the same tensor as what went in. */
    public static String next(String state) {
        return "next_" + state;
    }

    private Model build(int... legalTokens) {
        var embeddings = graph.input(EMBEDDINGS, ElementType.FLOAT,
                Shape.of(ROWS, Dim.named("tokens"), Dim.of(config.hiddenSize())));
        var lastPosition = graph.input(LAST_POSITION, ElementType.INT32, Shape.of(ROWS));
        var total = graph.input(TOTAL, ElementType.INT32, Shape.of(1));
        var rotation = rotation();

        var sum = graph.cast(embeddings, weights.compute());
        var normed = weights.wideNorm(weights.get(layer(0) + "input_layernorm.weight"), sum, config.epsilon());
        for (int i = 0; i < config.layers(); i++) {
            var attended = attention(i, normed, lastPosition, total, rotation);
            var middle = weights.wideNormOfSum(sum, attended,
                    weights.get(layer(i) + "post_attention_layernorm.weight"), config.epsilon());
            var fed = weights.gated(layer(i) + "mlp.", middle.output());
            var last = weights.wideNormOfSum(middle.sum(), fed, weights.get(normAfter(i)), config.epsilon());
            sum = last.sum();
            normed = last.output();
        }
        var newest = graph.reshape(graph.sliceFrom(normed, 1, -1), Shape.of(ROWS, Dim.of(config.hiddenSize())));
        var hidden = graph.cast(newest, ElementType.FLOAT);
        graph.output(HIDDEN, hidden);
        graph.output(LOGITS, graph.multiplyTransposed(hidden, outputRows(legalTokens)));
        return graph.build();
    }

    private static String layer(int i) {
        return "model.language_model.layers." + i + ".";
    }

    private String normAfter(int i) {
        return i + 1 < config.layers() ? layer(i + 1) + "input_layernorm.weight" : "model.language_model.norm.weight";
    }

    private Value attention(int i, Value x, Value lastPosition, Value total, Rotation rotation) {
        var cache = Shape.of(ROWS, Dim.of(config.keyValueHeads()), Dim.of(capacity), Dim.of(config.headSize()));
        var keys = graph.input(keys(i), weights.compute(), cache);
        var values = graph.input(values(i), weights.compute(), cache);
        var name = layer(i) + "self_attn.";
        var attention = graph.attention(new Graph.Heads(config.heads(), config.keyValueHeads()),
                weights.affine(name + "q_proj", x), weights.affine(name + "k_proj", x),
                weights.affine(name + "v_proj", x), keys, values, lastPosition, total, rotation.cosines(),
                rotation.sines());
        graph.output(next(keys(i)), attention.keys());
        graph.output(next(values(i)), attention.values());
        return weights.linear(name + "o_proj", attention.output());
    }

    private record Rotation(Value cosines, Value sines) {}

    /** Angles in float32, as the reference computes them: at a thousand positions the difference is visible. */
    private Rotation rotation() {
        int half = config.headSize() / 2;
        var cosines = new float[capacity * half];
        var sines = new float[capacity * half];
        for (int j = 0; j < half; j++) {
            float exponent = (float) (2 * j) / config.headSize();
            float frequency = 1 / (float) Math.pow(config.ropeTheta(), exponent);
            for (int position = 0; position < capacity; position++) {
                float angle = position * frequency;
                cosines[position * half + j] = (float) Math.cos(angle);
                sines[position * half + j] = (float) Math.sin(angle);
            }
        }
        var shape = Shape.of(capacity, half);
        return new Rotation(graph.cast(graph.floats(shape, cosines), weights.compute()),
                graph.cast(graph.floats(shape, sines), weights.compute()));
    }

    private Value outputRows(int... tokens) {
        var table = weights.checkpoint().outputEmbeddings();
        var rows = IntStream.of(tokens)
                .mapToObj(token -> graph.cast(weights.stored(table.rows(token, 1)), ElementType.FLOAT))
                .toArray(Value[]::new);
        return graph.concat(0, rows);
    }
}
