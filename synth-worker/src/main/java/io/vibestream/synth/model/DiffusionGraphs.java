package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.graph.Value;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.ModelConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The diffusion head, cut where the sample begins to matter. What depends on time alone is computed once per step count,
 * what depends on the condition once per frame for all steps together, and only the rest once per step. Each weight is in
 * one of the three graphs only.
 *
 * <p>How many steps the last graph unrolls is a choice of the machine: on a GPU all of them, to launch once; on a CPU one,
 * because there each unrolled step would pack the same weights again.
 */
public final class DiffusionGraphs {

    /** In, FLOAT {@code [times, features]}: {@link #timeFeatures} of each time. */
    public static final String TIME_FEATURES = "time_features";
    /** Out of the first and into the second graph, FLOAT {@code [.., hidden]}. */
    public static final String TIME_EMBEDDINGS = "time_embeddings";
    /** In, FLOAT {@code [slots, 2, hidden]}: the conditions with the prompt and without it. */
    public static final String HIDDEN = "hidden";
    /** In, FLOAT {@code [slots, latent]}; out under {@link #NEXT_SAMPLE}, to the same tensor if wished. */
    public static final String SAMPLE = "sample";
    public static final String NEXT_SAMPLE = "next_sample";
    /** In, FLOAT {@code [slots, latent]}: the data that the last step predicted. */
    public static final String PREVIOUS = "previous";
    /** Out, never to the tensor of {@link #PREVIOUS}, which is still read when this is written. */
    public static final String NEXT_PREVIOUS = "next_previous";
    /** In, FLOAT {@code [steps, slots, 6]}: see {@link #COEFFICIENT_COUNT}. */
    public static final String COEFFICIENTS = "coefficients";
    /** Signal and noise level of a step, the factors of sample and prediction, the bend, the factor of fresh noise. */
    public static final int COEFFICIENT_COUNT = 6;
    /** In, FLOAT {@code [steps, slots, latent]}. */
    public static final String NOISE = "noise";
    /** In, FLOAT {@code [slots, 1]}. */
    public static final String GUIDANCE = "guidance";

    private static final String HEAD = "model.prediction_head.";
    private static final Dim SLOTS = Dim.named("slots");
    private static final Dim PAIR = Dim.of(2);
    private static final int MAX_PERIOD = 10_000;

    private final Graph graph;
    private final Weights weights;
    private final int layers;
    private final int hidden;
    private final int latent;
    private final double epsilon;

    private DiffusionGraphs(String name, Checkpoint checkpoint, ElementType compute) {
        this.graph = new Graph(name);
        this.weights = new Weights(graph, checkpoint, compute);
        this.layers = checkpoint.config().diffusionHead().layers();
        this.hidden = checkpoint.config().languageModel().hiddenSize();
        this.latent = checkpoint.config().acoustic().latentSize();
        this.epsilon = checkpoint.config().diffusionHead().epsilon();
    }

    /** Between the second and the third graph, in the type of computing: {@code [steps, slots, 2, 3 * hidden]}. */
    public static String modulation(int layer) {
        return "modulation." + layer;
    }

    /** Number of modulations: one for each layer, and the last, {@code [.., 2 * hidden]}, for the output. */
    public static int modulations(Checkpoint checkpoint) {
        return checkpoint.config().diffusionHead().layers() + 1;
    }

    /**
     * Cosines and sines of a time at falling frequencies. Each is rounded to float32 where the reference rounds, and only
     * there: an error here is the same in every frame, and adds up.
     */
    public static float[] timeFeatures(float time) {
        int half = ModelConfig.TIMESTEP_FEATURES / 2;
        var features = new float[2 * half];
        for (int k = 0; k < half; k++) {
            float exponent = (float) -Math.log(MAX_PERIOD) * k / half;
            float angle = time * (float) Math.exp(exponent);
            features[k] = (float) Math.cos(angle);
            features[half + k] = (float) Math.sin(angle);
        }
        return features;
    }

    /** Time features to {@link #TIME_EMBEDDINGS} {@code [times, hidden]}. */
    public static Model times(Checkpoint checkpoint, ElementType compute) {
        return new DiffusionGraphs("diffusion-times", checkpoint, compute).times();
    }

    /** Conditions and {@link #TIME_EMBEDDINGS} {@code [steps, slots, hidden]} to modulations. */
    public static Model conditions(Checkpoint checkpoint, ElementType compute) {
        return new DiffusionGraphs("diffusion-conditions", checkpoint, compute).conditions();
    }

    /** Modulations and a sample to the sample {@code steps} steps later. */
    public static Model steps(Checkpoint checkpoint, ElementType compute, int steps) {
        return new DiffusionGraphs("diffusion-steps", checkpoint, compute).steps(steps);
    }

    private Model times() {
        var waves = graph.cast(
                graph.input(TIME_FEATURES, ElementType.FLOAT,
                        Shape.of(Dim.named("times"), Dim.of(ModelConfig.TIMESTEP_FEATURES))),
                weights.compute());
        var inner = graph.silu(weights.linear(HEAD + "t_embedder.mlp.0", waves));
        graph.output(TIME_EMBEDDINGS,
                graph.cast(weights.linear(HEAD + "t_embedder.mlp.2", inner), ElementType.FLOAT));
        return graph.build();
    }

    private Model conditions() {
        var steps = Dim.named("steps");
        var width = Dim.of(hidden);
        var states = graph.input(HIDDEN, ElementType.FLOAT, Shape.of(SLOTS, PAIR, width));
        var times = graph.input(TIME_EMBEDDINGS, ElementType.FLOAT, Shape.of(steps, SLOTS, width));
        var condition = weights.linear(HEAD + "cond_proj", graph.cast(states, weights.compute()));
        var time = graph.reshape(graph.cast(times, weights.compute()), Shape.of(steps, SLOTS, Dim.of(1), width));
        var both = graph.silu(graph.add(condition, time));
        for (int i = 0; i < layers; i++) {
            graph.output(modulation(i), weights.linear(HEAD + "layers." + i + ".adaLN_modulation.1", both));
        }
        graph.output(modulation(layers), weights.linear(HEAD + "final_layer.adaLN_modulation.1", both));
        return graph.build();
    }

    private Model steps(int steps) {
        var modulations = new ArrayList<List<Value>>();
        for (int i = 0; i <= layers; i++) {
            int parts = i < layers ? 3 : 2;
            modulations.add(perStep(graph.input(modulation(i), weights.compute(),
                    Shape.of(Dim.of(steps), SLOTS, PAIR, Dim.of((long) parts * hidden))), steps));
        }
        var sample = graph.input(SAMPLE, ElementType.FLOAT, Shape.of(SLOTS, Dim.of(latent)));
        var previous = graph.input(PREVIOUS, ElementType.FLOAT, Shape.of(SLOTS, Dim.of(latent)));
        var coefficients = perStep(graph.input(COEFFICIENTS, ElementType.FLOAT,
                Shape.of(Dim.of(steps), SLOTS, Dim.of(COEFFICIENT_COUNT))), steps);
        var noise = perStep(
                graph.input(NOISE, ElementType.FLOAT, Shape.of(Dim.of(steps), SLOTS, Dim.of(latent))), steps);
        var guidance = graph.input(GUIDANCE, ElementType.FLOAT, Shape.of(SLOTS, Dim.of(1)));
        for (int k = 0; k < steps; k++) {
            int step = k;
            var velocity = guided(velocity(sample, modulations.stream().map(m -> m.get(step)).toList()), guidance);
            var factors = graph.split(coefficients.get(k), 1, ones(COEFFICIENT_COUNT));
            var predicted = graph.subtract(graph.multiply(factors.get(0), sample),
                    graph.multiply(factors.get(1), velocity));
            var bent = graph.add(predicted,
                    graph.multiply(factors.get(4), graph.subtract(predicted, previous)));
            var moved = graph.add(graph.multiply(factors.get(2), sample), graph.multiply(factors.get(3), bent));
            sample = graph.add(moved, graph.multiply(factors.get(5), noise.get(k)));
            previous = predicted;
        }
        graph.output(NEXT_SAMPLE, sample);
        graph.output(NEXT_PREVIOUS, previous);
        return graph.build();
    }

    /** The slices of a tensor along its first axis, without that axis. */
    private List<Value> perStep(Value all, int steps) {
        var dims = all.shape().dims();
        var rest = new Shape(dims.subList(1, dims.size()));
        var parts = steps == 1 ? List.of(all) : graph.split(all, 0, ones(steps));
        return parts.stream().map(part -> graph.reshape(part, rest)).toList();
    }

    private static long[] ones(int count) {
        return Collections.nCopies(count, 1L).stream().mapToLong(Long::longValue).toArray();
    }

    /** What the head makes of a sample under both conditions, {@code [slots, 2, latent]}. */
    private Value velocity(Value sample, List<Value> modulation) {
        var x = weights.linear(HEAD + "noisy_images_proj", graph.cast(sample, weights.compute()));
        x = graph.reshape(x, Shape.of(SLOTS, Dim.of(1), Dim.of(hidden)));
        for (int i = 0; i < layers; i++) {
            var name = HEAD + "layers." + i + ".";
            var parts = graph.split(modulation.get(i), 2, hidden, hidden, hidden);
            var y = modulated(weights.wideNorm(weights.get(name + "norm.weight"), x, epsilon), parts.get(0),
                    parts.get(1));
            x = graph.add(x, graph.multiply(parts.get(2), weights.gated(name + "ffn.", y)));
        }
        var parts = graph.split(modulation.get(layers), 2, hidden, hidden);
        var y = modulated(weights.wideNorm(ones(), x, epsilon), parts.get(0), parts.get(1));
        return graph.cast(weights.linear(HEAD + "final_layer.linear", y), ElementType.FLOAT);
    }

    private Value ones() {
        var numbers = new float[hidden];
        Arrays.fill(numbers, 1);
        return graph.cast(graph.floats(Shape.of(hidden), numbers), weights.compute());
    }

    private Value modulated(Value x, Value shift, Value scale) {
        return graph.add(graph.multiply(x, graph.add(scale, graph.scalar(weights.compute(), 1))), shift);
    }

    /** Away from what is said without the prompt, towards what is said with it. */
    private Value guided(Value both, Value guidance) {
        var shape = Shape.of(SLOTS, Dim.of(latent));
        var pair = graph.split(both, 1, 1, 1).stream().map(half -> graph.reshape(half, shape)).toList();
        return graph.add(pair.get(1), graph.multiply(guidance, graph.subtract(pair.get(0), pair.get(1))));
    }
}
