package io.vibestream.synth.model;

import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.ModelConfig;
import io.vibestream.synth.model.checkpoint.ModelConfig.AcousticTokenizer;
import io.vibestream.synth.model.checkpoint.ModelConfig.ConvStack;
import io.vibestream.synth.model.checkpoint.ModelConfig.DiffusionHead;
import io.vibestream.synth.model.checkpoint.ModelConfig.LanguageModel;
import io.vibestream.synth.model.checkpoint.ModelConfig.SemanticTokenizer;
import io.vibestream.synth.model.checkpoint.ModelConfig.Stage;
import io.vibestream.synth.model.checkpoint.RandomCheckpoint;
import java.nio.file.Path;
import java.util.List;

/** Checkpoints of random weights whose dimensions are like nothing published: a frame has 120 samples. */
public final class RandomModel {

    private RandomModel() {}

    public static Checkpoint write(Path folder, long seed) {
        RandomCheckpoint.of(config(), seed).write(folder, _ -> {});
        return Checkpoint.open(folder);
    }

    private static ModelConfig config() {
        var language = new LanguageModel(96, 2, 6, 3, 16, 80, 640, 4096, 1e6, 1e-6, true);
        var encoder = List.of(new Stage(1, 3, 7, 1, 1), new Stage(3, 6, 6, 3, 2), new Stage(6, 12, 8, 4, 1),
                new Stage(12, 24, 20, 10, 2));
        var decoder = List.of(new Stage(10, 24, 7, 1, 2), new Stage(24, 12, 20, 10, 1), new Stage(12, 6, 8, 4, 2),
                new Stage(6, 3, 6, 3, 1));
        return new ModelConfig(language,
                new AcousticTokenizer(10, 0.625, new ConvStack(encoder, 10, false, 1e-5),
                        new ConvStack(decoder, 1, true, 1e-5)),
                new SemanticTokenizer(14, new ConvStack(encoder, 14, false, 1e-5)),
                new DiffusionHead(2, 144, 1e-5, 1000));
    }
}
