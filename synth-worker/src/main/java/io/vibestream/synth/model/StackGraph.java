package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.model.ConvolutionStack.Kind;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import java.util.Arrays;
import java.util.Locale;

/** One convolution stack by itself, over any number of frames of one signal. */
public final class StackGraph {

    /** In, FLOAT {@code [1, time, channels]}. */
    public static final String SIGNAL = "signal";
    /** Out, FLOAT {@code [1, time, channels]}. */
    public static final String RESULT = "result";
    /** In, FLOAT {@code [1, size]}: zeros before a signal begins. */
    public static final String STATE = "state";
    /** Out, to be bound to the same tensor as what went in. */
    public static final String NEXT_STATE = "next_state";

    private StackGraph() {}

    /** Samples to latents, piece by piece. */
    public static Model acousticEncoder(Checkpoint checkpoint, ElementType compute) {
        return streaming(checkpoint, compute, Kind.ACOUSTIC_ENCODER);
    }

    /** One stack, piece by piece. */
    static Model streaming(Checkpoint checkpoint, ElementType compute, Kind kind) {
        var graph = new Graph(kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        var sizes = ConvolutionStack.stateSizes(checkpoint, kind);
        var state = graph.input(STATE, ElementType.FLOAT, Shape.of(1, Arrays.stream(sizes).sum()));
        var parts = SignalState.of(graph, state, sizes);
        add(graph, checkpoint, compute, kind, parts);
        graph.output(NEXT_STATE, parts.packed());
        return graph.build();
    }

    /** One stack over a whole signal at once. */
    static Model onePass(Checkpoint checkpoint, ElementType compute, Kind kind) {
        var graph = new Graph(kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-one-pass");
        add(graph, checkpoint, compute, kind, SignalState.silence(graph));
        return graph.build();
    }

    private static void add(Graph graph, Checkpoint checkpoint, ElementType compute, Kind kind, SignalState state) {
        var config = kind.of(checkpoint.config());
        var frames = Dim.named("frames");
        var time = config.upsampling() ? frames : frames.times(config.hop());
        var signal = graph.input(SIGNAL, ElementType.FLOAT,
                Shape.of(Dim.of(1), time, Dim.of(config.stages().getFirst().inputs())));
        var weights = new Weights(graph, checkpoint, compute);
        var result = ConvolutionStack.add(weights, kind, graph.cast(signal, compute), state);
        graph.output(RESULT, graph.cast(result, ElementType.FLOAT));
    }
}
