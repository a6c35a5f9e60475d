package io.vibestream.synth.model;

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

    static Connector semantic(Weights weights) {
        return new Connector(weights, "model.semantic_connector.");
    }

    Value add(Value x) {
        var normed = weights.norm(name + "norm", weights.affine(name + "fc1", x), ModelConfig.CONNECTOR_EPSILON);
        return weights.affine(name + "fc2", normed);
    }
}
