package io.vibestream.synth.model.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * Every dimension of a VibeVoice model. Read by {@link ConfigReader} from {@code config.json}; no size is known anywhere
 * else.
 */
public record ModelConfig(LanguageModel languageModel, AcousticTokenizer acoustic, SemanticTokenizer semantic,
        DiffusionHead diffusionHead) {

    /** Epsilon of the norm inside both connectors, which the original code fixes without naming it in its config. */
    public static final double CONNECTOR_EPSILON = 1e-6;

    /** Cosines and sines that describe a diffusion timestep before its two linear layers. */
    public static final int TIMESTEP_FEATURES = 256;

    /** Kernel of the first, the last and every depthwise convolution of a stack. */
    public static final int KERNEL = 7;

    /** A feed-forward layer inside a convolution block is this many times wider than the block. */
    public static final int EXPANSION = 4;

    /** Samples of one acoustic frame, 3,200 in every published model. */
    public int samplesPerFrame() {
        return acoustic.encoder.hop();
    }

    /**
     * The Qwen2 decoder.
     *
     * @param tiedEmbeddings whether the output layer is the embedding table itself
     */
    public record LanguageModel(int hiddenSize, int layers, int heads, int keyValueHeads, int headSize,
            int intermediateSize, int vocabularySize, int maxPositions, double ropeTheta, double epsilon,
            boolean tiedEmbeddings) {

        /** Width of all query heads together. */
        public int queryWidth() {
            return heads * headSize;
        }

        /** Width of all key heads, and of all value heads. */
        public int keyValueWidth() {
            return keyValueHeads * headSize;
        }
    }

    /**
     * Speech to latents and back.
     *
     * @param deviation of a latent that is sampled around the encoder's mean, before its one random factor per recording
     */
    public record AcousticTokenizer(int latentSize, double deviation, ConvStack encoder, ConvStack decoder) {}

    /** Speech to features of what is said; there is no way back. */
    public record SemanticTokenizer(int featureSize, ConvStack encoder) {}

    /** Predicts the velocity of a latent under a condition. */
    public record DiffusionHead(int layers, int intermediateSize, double epsilon, int trainingSteps) {}

    /**
     * One stack of causal convolutions: its stages in the order of execution, then a convolution of kernel
     * {@link #KERNEL} from the last stage's channels to {@code outputs}.
     *
     * @param upsampling whether the stages after the first are transposed convolutions
     * @param epsilon of every norm in the blocks
     */
    public record ConvStack(List<Stage> stages, int outputs, boolean upsampling, double epsilon) {

        public ConvStack {
            stages = List.copyOf(stages);
        }

        /** Samples of one frame. */
        public int hop() {
            return stages.stream().mapToInt(Stage::stride).reduce(1, Math::multiplyExact);
        }

        /**
         * Values that the stack remembers of one sequence from frame to frame: the inputs of each convolution that the
         * next frame still needs. A transposed convolution needs one column only.
         */
        public long stateElements() {
            long elements = (KERNEL - 1L) * stages.getLast().channels;
            for (int k = 0; k < stages.size(); k++) {
                var stage = stages.get(k);
                elements += (long) stage.inputs * (upsampling && k > 0 ? 1 : stage.kernel - stage.stride)
                        + (long) stage.blocks * stage.channels * (KERNEL - 1);
            }
            return elements;
        }

        /** @param ratios strides in the order of execution, like {@code depths} */
        static ConvStack encoder(int filters, List<Integer> ratios, List<Integer> depths, int outputs,
                double epsilon) {
            var stages = new ArrayList<Stage>();
            stages.add(new Stage(1, filters, KERNEL, 1, depths.getFirst()));
            for (int k = 1; k < depths.size(); k++) {
                int stride = ratios.get(k - 1);
                stages.add(new Stage(filters << (k - 1), filters << k, 2 * stride, stride, depths.get(k)));
            }
            return new ConvStack(stages, outputs, false, epsilon);
        }

        /** @param ratios strides in the order of execution, like {@code depths} */
        static ConvStack decoder(int filters, List<Integer> ratios, List<Integer> depths, int inputs, double epsilon) {
            int last = ratios.size();
            var stages = new ArrayList<Stage>();
            stages.add(new Stage(inputs, filters << last, KERNEL, 1, depths.getFirst()));
            for (int k = 1; k < depths.size(); k++) {
                int stride = ratios.get(k - 1);
                stages.add(new Stage(filters << (last - k + 1), filters << (last - k), 2 * stride, stride,
                        depths.get(k)));
            }
            return new ConvStack(stages, 1, true, epsilon);
        }
    }

    /** A convolution from {@code inputs} to {@code channels}, then {@code blocks} blocks of that many channels. */
    public record Stage(int inputs, int channels, int kernel, int stride, int blocks) {}
}
