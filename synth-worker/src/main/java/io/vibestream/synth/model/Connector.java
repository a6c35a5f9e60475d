package io.vibestream.synth.model;

import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Value;
import io.vibestream.synth.model.checkpoint.ModelConfig;

/** Latents or semantic features to the width of the language model: two linear layers with a norm between them. */
final class Connector {

    private final Weights weights;
    private final String name;

    private Connector(Weights weights, String name) {
        this.weights = weights;
        this.name = name;
    }

    static Connector acoustic(Weights weights) {
        return new Connector(weights, "model.acoustic_connector.");
    }

    /**
     * What the language model hears of a frame, FLOAT.
     *
     * @param latent FLOAT, still scaled
     * @param semantic FLOAT
     */
    static Value heard(Weights weights, Value latent, Value semantic) {
        var graph = weights.graph();
        var both = graph.add(acoustic(weights).add(graph.cast(latent, weights.compute())),
                new Connector(weights, "model.semantic_connector.").add(graph.cast(semantic, weights.compute())));
        return graph.cast(both, ElementType.FLOAT);
    }

    Value add(Value x) {
        var normed = weights.norm(name + "norm", weights.affine(name + "fc1", x), ModelConfig.CONNECTOR_EPSILON);
        return weights.affine(name + "fc2", normed);
    }
}
