package io.vibestream.synth.model.checkpoint;

import io.vibestream.synth.model.checkpoint.ModelConfig.AcousticTokenizer;
import io.vibestream.synth.model.checkpoint.ModelConfig.ConvStack;
import io.vibestream.synth.model.checkpoint.ModelConfig.DiffusionHead;
import io.vibestream.synth.model.checkpoint.ModelConfig.LanguageModel;
import io.vibestream.synth.model.checkpoint.ModelConfig.SemanticTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The two published sizes, and two smaller ones of the same build for tests and measurements. */
public enum ModelSize {
    TINY("tiny"), SMALL("small"), MEDIUM("1.5b"), LARGE("7b");

    private final String label;

    ModelSize(String label) {
        this.label = label;
    }

    /**
     * The size that people call {@code label}.
     *
     * @throws IllegalArgumentException naming the known labels
     */
    public static ModelSize of(String label) {
        return Arrays.stream(values()).filter(size -> size.label.equals(label)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("size: expected one of "
                        + Arrays.stream(values()).map(ModelSize::label).collect(Collectors.joining(", ")) + ", found "
                        + label));
    }

    public String label() {
        return label;
    }

    public ModelConfig config() {
        return switch (this) {
            case TINY -> model(new LanguageModel(64, 2, 4, 2, 16, 160, 1_024, 32_768, 1e6, 1e-6, false),
                    new Codec(2, List.of(1, 1, 1, 1, 1, 1, 2), 16, 24), 2);
            case SMALL -> model(new LanguageModel(896, 24, 14, 2, 64, 4_864, 151_936, 32_768, 1e6, 1e-6, true),
                    Codec.REAL, 4);
            case MEDIUM -> model(new LanguageModel(1_536, 28, 12, 2, 128, 8_960, 151_936, 65_536, 1e6, 1e-6, true),
                    Codec.REAL, 4);
            case LARGE -> model(new LanguageModel(3_584, 28, 28, 4, 128, 18_944, 152_064, 32_768, 1e6, 1e-6, false),
                    Codec.REAL, 4);
        };
    }

    private static ModelConfig model(LanguageModel model, Codec codec, int headLayers) {
        return new ModelConfig(model, codec.acoustic(), codec.semantic(),
                new DiffusionHead(headLayers, 3 * model.hiddenSize(), 1e-5, 1_000));
    }

    private record Codec(int filters, List<Integer> depths, int latent, int features) {

        static final Codec REAL = new Codec(32, List.of(3, 3, 3, 3, 3, 3, 8), 64, 128);

        private static final List<Integer> RATIOS = List.of(2, 2, 4, 5, 5, 8);
        private static final double EPSILON = 1e-5;

        AcousticTokenizer acoustic() {
            return new AcousticTokenizer(latent, 0.625, encoder(latent),
                    ConvStack.decoder(filters, RATIOS.reversed(), depths.reversed(), latent, EPSILON));
        }

        SemanticTokenizer semantic() {
            return new SemanticTokenizer(features, encoder(features));
        }

        private ConvStack encoder(int outputs) {
            return ConvStack.encoder(filters, RATIOS, depths, outputs, EPSILON);
        }
    }
}
