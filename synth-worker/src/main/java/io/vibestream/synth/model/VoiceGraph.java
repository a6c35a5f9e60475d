package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.model.checkpoint.Checkpoint;

/** Sampled latents of a voice recording to the embeddings that stand for it in the prompt. */
public final class VoiceGraph {

    /** In, FLOAT {@code [frames, latent]}. */
    public static final String LATENTS = "latents";
    /** Out, FLOAT {@code [frames, hidden]}. */
    public static final String EMBEDDINGS = "embeddings";

    private VoiceGraph() {}

    public static Model build(Checkpoint checkpoint, ElementType compute) {
        var graph = new Graph("voice");
        var weights = new Weights(graph, checkpoint, compute);
        var latents = graph.input(LATENTS, ElementType.FLOAT,
                Shape.of(Dim.named("frames"), Dim.of(checkpoint.config().acoustic().latentSize())));
        var shifted = graph.add(latents, weights.get("model.speech_bias_factor", ElementType.FLOAT));
        var scaled = graph.multiply(shifted, weights.get("model.speech_scaling_factor", ElementType.FLOAT));
        var embeddings = Connector.acoustic(weights).add(graph.cast(scaled, compute));
        graph.output(EMBEDDINGS, graph.cast(embeddings, ElementType.FLOAT));
        return graph.build();
    }
}
