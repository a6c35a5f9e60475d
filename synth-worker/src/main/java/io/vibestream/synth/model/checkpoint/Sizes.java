package io.vibestream.synth.model.checkpoint;

import io.vibestream.synth.model.checkpoint.ModelConfig.AcousticTokenizer;
import io.vibestream.synth.model.checkpoint.ModelConfig.ConvStack;
import io.vibestream.synth.model.checkpoint.ModelConfig.DiffusionHead;
import io.vibestream.synth.model.checkpoint.ModelConfig.LanguageModel;
import io.vibestream.synth.model.checkpoint.ModelConfig.SemanticTokenizer;
import java.util.List;

/** The dimensions of the two published models, and of two smaller ones of the same build for tests and measurements. */
final class Sizes {

    private static final List<Integer> RATIOS = List.of(2, 2, 4, 5, 5, 8);

    static final ModelConfig LARGE_7B = withRealCodec(
            new LanguageModel(3584, 28, 28, 4, 128, 18_944, 152_064, 32_768, 1e6, 1e-6, false));
    static final ModelConfig LARGE_1_5B = withRealCodec(
            new LanguageModel(1536, 28, 12, 2, 128, 8_960, 151_936, 65_536, 1e6, 1e-6, true));
    static final ModelConfig SMALL = withRealCodec(
            new LanguageModel(896, 24, 14, 2, 64, 4_864, 151_936, 32_768, 1e6, 1e-6, true));
    static final ModelConfig TINY = of(new LanguageModel(64, 2, 4, 2, 16, 160, 1_024, 32_768, 1e6, 1e-6, false), 2,
            List.of(1, 1, 1, 1, 1, 1, 2), 16, 24, 2);

    private Sizes() {}

    private static ModelConfig withRealCodec(LanguageModel model) {
        return of(model, 32, List.of(3, 3, 3, 3, 3, 3, 8), 64, 128, 4);
    }

    private static ModelConfig of(LanguageModel model, int filters, List<Integer> depths, int latent, int features,
            int headLayers) {
        double epsilon = 1e-5;
        return new ModelConfig(model,
                new AcousticTokenizer(latent, 0.625, ConvStack.encoder(filters, RATIOS, depths, latent, epsilon),
                        ConvStack.decoder(filters, RATIOS.reversed(), depths.reversed(), latent, epsilon)),
                new SemanticTokenizer(features, ConvStack.encoder(filters, RATIOS, depths, features, epsilon)),
                new DiffusionHead(headLayers, 3 * model.hiddenSize(), 1e-5, 1_000));
    }
}
