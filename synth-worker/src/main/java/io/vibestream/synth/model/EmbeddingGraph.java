package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.model.checkpoint.Checkpoint;

/**
 * Token ids to embeddings, always on the CPU. Rows are gathered before they are cast, so the table stays in its file and
 * only the rows in use are ever read.
 */
public final class EmbeddingGraph {

    /** In, INT64 {@code [tokens]}. */
    public static final String TOKENS = "tokens";
    /** Out, FLOAT {@code [tokens, hidden]}. */
    public static final String EMBEDDINGS = "embeddings";

    private EmbeddingGraph() {}

    public static Model build(Checkpoint checkpoint) {
        var graph = new Graph("embedding");
        var weights = new Weights(graph, checkpoint, ElementType.FLOAT);
        var tokens = graph.input(TOKENS, ElementType.INT64, Shape.of(Dim.named("tokens")));
        var table = weights.stored(checkpoint.tensor("model.language_model.embed_tokens.weight"));
        graph.output(EMBEDDINGS, graph.cast(graph.gather(table, tokens), ElementType.FLOAT));
        return graph.build();
    }
}
