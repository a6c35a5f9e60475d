package io.vibestream.synth.model;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Shape;
import io.vibestream.synth.graph.Value;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.ModelConfig;
import io.vibestream.synth.model.checkpoint.ModelConfig.ConvStack;
import java.util.ArrayList;

/**
 * A stack of causal convolutions: the acoustic decoder, or one of the two encoders.
 *
 * <p>Signals are {@code [slots, time, channels]}, and every convolution but the depthwise ones is a matrix product over
 * windows of the signal. That reads each weight once for all slots, needs no cuDNN, and normalises over the last
 * dimension.
 */
final class ConvolutionStack {

    private final Weights weights;
    private final Graph graph;
    private final ConvStack config;
    private final String name;
    private final SignalState state;

    private ConvolutionStack(Weights weights, ConvStack config, String name, SignalState state) {
        this.weights = weights;
        this.graph = weights.graph();
        this.config = config;
        this.name = name;
        this.state = state;
    }

    /** The three stacks of a model. */
    enum Kind {
        ACOUSTIC_DECODER("model.acoustic_tokenizer.decoder."),
        ACOUSTIC_ENCODER("model.acoustic_tokenizer.encoder."),
        SEMANTIC_ENCODER("model.semantic_tokenizer.encoder.");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        ConvStack of(ModelConfig config) {
            return switch (this) {
                case ACOUSTIC_DECODER -> config.acoustic().decoder();
                case ACOUSTIC_ENCODER -> config.acoustic().encoder();
                case SEMANTIC_ENCODER -> config.semantic().encoder();
            };
        }
    }

    /**
     * Adds a stack to a graph.
     *
     * @param signal {@code [slots, time, channels]}, time in whole frames
     */
    static Value add(Weights weights, Kind kind, Value signal, SignalState state) {
        return new ConvolutionStack(weights, kind.of(weights.config()), kind.prefix, state).add(signal);
    }

    /** Sizes of the parts of a stack's state, found by adding it to a graph that nobody runs. */
    static long[] stateSizes(Checkpoint checkpoint, Kind kind) {
        var graph = new Graph("measure");
        var config = kind.of(checkpoint.config());
        var state = SignalState.silence(graph);
        long length = config.upsampling() ? 1 : config.hop();
        var signal = graph.input("signal", ElementType.FLOAT, Shape.of(1, length, config.stages().getFirst().inputs()));
        add(new Weights(graph, checkpoint, ElementType.FLOAT), kind, signal, state);
        return state.sizes();
    }

    private Value add(Value signal) {
        var x = signal;
        for (int k = 0; k < config.stages().size(); k++) {
            var stage = config.stages().get(k);
            x = config.upsampling() && k > 0
                    ? transposedConvolution(name + "upsample_layers." + k + ".0.convtr.convtr", x, stage.stride())
                    : convolution(name + (config.upsampling() ? "upsample_layers." : "downsample_layers.") + k
                            + ".0.conv.conv", x, stage.stride());
            for (int j = 0; j < stage.blocks(); j++) {
                x = block(name + "stages." + k + "." + j + ".", x);
            }
        }
        return convolution(name + "head.conv.conv", x, 1);
    }

    private static Shape signal(Value like, Dim time, long channels) {
        return Shape.of(like.shape().dim(0), time, Dim.of(channels));
    }

    /** Kernel and stride as the weight and the stage say; each output sees only what came before it. */
    private Value convolution(String layer, Value x, int stride) {
        var weight = weights.get(layer + ".weight"); // [outputs, inputs, kernel]
        long outputs = weight.shape().dim(0).value();
        long inputs = weight.shape().dim(1).value();
        long kernel = weight.shape().dim(2).value();
        long context = kernel - stride;
        var whole = graph.concat(1, graph.cast(state.take(context, inputs), weights.compute()), x);
        state.keep(graph.sliceFrom(whole, 1, -context));
        var windows = windows(whole, x.shape().dim(1).dividedBy(stride), kernel, stride);
        // A window lies in memory time by time, so the weight is turned to time before channels, once, at loading.
        var turned = graph.reshape(graph.transpose(weight, 0, 2, 1), Shape.of(outputs, kernel * inputs));
        return graph.add(graph.multiplyTransposed(windows, turned), weights.get(layer + ".bias"));
    }

    /** {@code [slots, count, kernel * channels]}: what each output sees. */
    private Value windows(Value whole, Dim count, long kernel, int stride) {
        long channels = whole.shape().last().value();
        if (count.equals(Dim.of(1))) {
            return graph.reshape(whole, signal(whole, count, kernel * channels));
        }
        // Cut into blocks of one stride; a window is some blocks in a row.
        long blocks = kernel / stride;
        if (blocks * stride != kernel) {
            throw new IllegalArgumentException(name + ": expected a kernel of whole strides, found kernel " + kernel
                    + " and stride " + stride);
        }
        var cut = graph.reshape(whole, signal(whole, count.plus(blocks - 1), stride * channels));
        var shifted = new ArrayList<Value>();
        for (long b = 0; b < blocks - 1; b++) {
            shifted.add(graph.slice(cut, 1, b, b - (blocks - 1)));
        }
        shifted.add(blocks == 1 ? cut : graph.sliceFrom(cut, 1, blocks - 1));
        return graph.concat(2, shifted.toArray(Value[]::new));
    }

    /**
     * Kernel of two strides: every input touches its own stride of outputs and the next one, so what it adds to the next
     * is all that must be remembered.
     */
    private Value transposedConvolution(String layer, Value x, int stride) {
        var weight = weights.get(layer + ".weight"); // [inputs, outputs, kernel]
        long inputs = weight.shape().dim(0).value();
        long outputs = weight.shape().dim(1).value();
        if (weight.shape().dim(2).value() != 2L * stride) {
            throw new IllegalArgumentException(layer + ": expected a kernel of two strides, found kernel "
                    + weight.shape().dim(2) + " and stride " + stride);
        }
        long half = stride * outputs;
        var turned = graph.reshape(graph.transpose(weight, 0, 2, 1), Shape.of(inputs, 2 * half));
        var halves = graph.split(graph.multiplyMatrix(x, turned), 2, half, half);
        var time = x.shape().dim(1);
        var before = graph.cast(state.take(1, half), weights.compute());
        boolean single = time.equals(Dim.of(1));
        state.keep(single ? halves.get(1) : graph.sliceFrom(halves.get(1), 1, -1));
        var late = single ? before : graph.concat(1, before, graph.slice(halves.get(1), 1, 0, -1));
        var sum = graph.reshape(graph.add(halves.get(0), late), signal(x, time.times(stride), outputs));
        return graph.add(sum, weights.get(layer + ".bias"));
    }

    /**
     * The gammas scale outputs, as in the reference. Scaling the weights instead would spare two products, but rounds
     * otherwise, and where a signal is nearly silent the norms make the last bit count.
     */
    private Value block(String layer, Value x) {
        var filtered = depthwise(layer, weights.norm(layer + "norm", x, config.epsilon()));
        var mixed = graph.add(x, graph.multiply(weights.get(layer + "gamma"), filtered));
        var inner = graph.gelu(
                weights.affine(layer + "ffn.linear1", weights.norm(layer + "ffn_norm", mixed, config.epsilon())));
        var outer = weights.affine(layer + "ffn.linear2", inner);
        return graph.add(mixed, graph.multiply(weights.get(layer + "ffn_gamma"), outer));
    }

    private Value depthwise(String layer, Value x) {
        var conv = layer + "mixer.conv.conv.conv.";
        var weight = weights.get(conv + "weight", ElementType.FLOAT); // [channels, 1, kernel]
        long channels = weight.shape().dim(0).value();
        var turned = turned(graph.cast(x, ElementType.FLOAT));
        var result = graph.depthwiseConvolution(turned, weight, weights.get(conv + "bias", ElementType.FLOAT),
                state.take(channels, weight.shape().last().value() - 1));
        state.keep(result.state());
        return graph.cast(turned(result.output()), weights.compute());
    }

    /** Time and channels exchanged. */
    private Value turned(Value x) {
        var dims = x.shape().dims();
        boolean flat = dims.get(1).equals(Dim.of(1)) || dims.get(2).equals(Dim.of(1));
        return flat
                ? graph.reshape(x, Shape.of(dims.get(0), dims.get(2), dims.get(1)))
                : graph.transpose(x, 0, 2, 1);
    }
}
