package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.model.checkpoint.Checkpoint;

/** Latents and semantic features of frames to what the language model hears of them: the end of a tick by itself. */
public final class FeedbackGraph {

    /** In, FLOAT {@code [frames, latent]}, still scaled. */
    public static final String LATENTS = "latents";
    /** In, FLOAT {@code [frames, features]}. */
    public static final String SEMANTIC = "semantic";
    /** Out, FLOAT {@code [frames, hidden]}. */
    public static final String EMBEDDINGS = "embeddings";

    private static final Dim FRAMES = Dim.named("frames");

    private FeedbackGraph() {}

    public static Model build(Checkpoint checkpoint, ElementType compute) {
        var graph = new Graph("feedback");
        var weights = new Weights(graph, checkpoint, compute);
        var config = checkpoint.config();
        var latents = graph.input(LATENTS, ElementType.FLOAT,
                Shape.of(FRAMES, Dim.of(config.acoustic().latentSize())));
        var semantic = graph.input(SEMANTIC, ElementType.FLOAT,
                Shape.of(FRAMES, Dim.of(config.semantic().featureSize())));
        graph.output(EMBEDDINGS, Connector.heard(weights, latents, semantic));
        return graph.build();
    }
}
