package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.graph.Value;
import io.vibestream.synth.model.ConvolutionStack.Kind;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import java.util.Arrays;

/**
 * The last part of a tick: sampled latents become audio, the audio is listened to, and both become the next input of the
 * language model. Slots that do not speak in this tick are computed too and change nothing.
 */
public final class FrameGraph {

    /** In, FLOAT {@code [slots, latent]}, still scaled. */
    public static final String LATENT = "latent";
    /** In, BOOL {@code [slots, 1]}: whose state and next input change. */
    public static final String SPEAKING = "speaking";
    /** In, BOOL {@code [slots, 1]}: whose convolutions begin with silence. */
    public static final String FRESH = "fresh";
    /** In, FLOAT {@code [slots, size]}; out under {@link #next}, to the same tensor. */
    public static final String DECODER_STATE = "decoder_state";
    /** In and out like the decoder's. */
    public static final String SEMANTIC_STATE = "semantic_state";
    /** In, FLOAT {@code [slots, 2, hidden]}, once for each branch; out under {@link #next}, to the same tensor. */
    public static final String EMBEDDING = "embedding";
    /** Out, FLOAT {@code [slots, samples per frame]}. */
    public static final String AUDIO = "audio";
    /** Out, FLOAT {@code [slots, features]}. */
    public static final String SEMANTIC = "semantic";

    private static final Dim SLOTS = Dim.named("slots");

    private final Graph graph = new Graph("frame");
    private final Weights weights;
    private final Checkpoint checkpoint;

    private FrameGraph(Checkpoint checkpoint, ElementType compute) {
        this.checkpoint = checkpoint;
        this.weights = new Weights(graph, checkpoint, compute);
    }

    public static Model build(Checkpoint checkpoint, ElementType compute) {
        return new FrameGraph(checkpoint, compute).build();
    }

    /** The name under which a state comes out. */
    public static String next(String state) {
        return "next_" + state;
    }

    private Model build() {
        var config = checkpoint.config();
        var one = Dim.of(1);
        var latent = graph.input(LATENT, ElementType.FLOAT, Shape.of(SLOTS, Dim.of(config.acoustic().latentSize())));
        var speaking = graph.input(SPEAKING, ElementType.BOOL, Shape.of(SLOTS, one));
        var fresh = graph.input(FRESH, ElementType.BOOL, Shape.of(SLOTS, one));

        var unscaled = graph.subtract(
                graph.divide(latent, weights.get("model.speech_scaling_factor", ElementType.FLOAT)),
                weights.get("model.speech_bias_factor", ElementType.FLOAT));
        var decoded = stack(Kind.ACOUSTIC_DECODER, DECODER_STATE,
                graph.reshape(unscaled, Shape.of(SLOTS, one, latent.shape().last())), speaking, fresh);
        graph.output(AUDIO, graph.reshape(decoded, Shape.of(SLOTS, Dim.of(config.samplesPerFrame()))));

        var features = Shape.of(SLOTS, Dim.of(config.semantic().featureSize()));
        var semantic = graph.reshape(stack(Kind.SEMANTIC_ENCODER, SEMANTIC_STATE, decoded, speaking, fresh), features);
        graph.output(SEMANTIC, semantic);

        var hidden = Dim.of(config.languageModel().hiddenSize());
        var spoken = graph.reshape(Connector.heard(weights, latent, semantic), Shape.of(SLOTS, one, hidden));
        var before = graph.input(EMBEDDING, ElementType.FLOAT, Shape.of(SLOTS, Dim.of(2), hidden));
        graph.output(next(EMBEDDING),
                graph.where(graph.reshape(speaking, Shape.of(SLOTS, one, one)), graph.concat(1, spoken, spoken),
                        before));
        return graph.build();
    }

    private Value stack(Kind kind, String stateName, Value signal, Value speaking, Value fresh) {
        var sizes = ConvolutionStack.stateSizes(checkpoint, kind);
        var before = graph.input(stateName, ElementType.FLOAT, Shape.of(SLOTS, Dim.of(Arrays.stream(sizes).sum())));
        var begun = graph.where(fresh, graph.scalar(ElementType.FLOAT, 0), before);
        var state = SignalState.of(graph, begun, sizes);
        var result = ConvolutionStack.add(weights, kind, graph.cast(signal, weights.compute()), state);
        graph.output(next(stateName), graph.where(speaking, state.packed(), before));
        return graph.cast(result, ElementType.FLOAT);
    }
}
