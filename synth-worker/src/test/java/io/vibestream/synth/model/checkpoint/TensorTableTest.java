package io.vibestream.synth.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TensorTableTest {

    @Test
    void countsTheTensorsOfTheLargeModel() {
        var table = TensorTable.of(ModelSize.LARGE.config());

        assertThat(table).hasSize(1_205);
        assertThat(bytes(table)).isEqualTo(18_686_710_726L);
    }

    @Test
    void countsTheTensorsOfTheMediumModel() {
        var table = TensorTable.of(ModelSize.MEDIUM.config());

        assertThat(table).hasSize(1_204);
        assertThat(bytes(table)).isEqualTo(5_408_043_974L);
    }

    @Test
    void givesEachTensorNamesOfItsOwn() {
        for (var config : List.of(ModelSize.LARGE.config(), ModelSize.TINY.config())) {
            var table = TensorTable.of(config);

            assertThat(table.stream().map(TensorTable.Entry::name)).doesNotHaveDuplicates();
            assertThat(table.stream().flatMap(entry -> entry.renamed().stream())).doesNotHaveDuplicates();
        }
    }

    @Test
    void shapesConvolutionsAsTheFilesHaveThem() {
        var shapes = new HashSet<String>();
        for (var entry : TensorTable.of(ModelSize.LARGE.config())) {
            shapes.add(entry.name() + entry.shape());
        }

        assertThat(shapes).containsAll(Stream.of("model.acoustic_tokenizer.encoder.head.conv.conv.weight[64, 2048, 7]",
                "model.acoustic_tokenizer.decoder.upsample_layers.0.0.conv.conv.weight[2048, 64, 7]",
                "model.acoustic_tokenizer.decoder.upsample_layers.1.0.convtr.convtr.weight[2048, 1024, 16]",
                "model.acoustic_tokenizer.decoder.upsample_layers.1.0.convtr.convtr.bias[1024]",
                "model.acoustic_tokenizer.decoder.head.conv.conv.weight[1, 32, 7]",
                "model.semantic_tokenizer.encoder.downsample_layers.6.0.conv.conv.weight[2048, 1024, 16]",
                "model.semantic_tokenizer.encoder.stages.6.7.mixer.conv.conv.conv.weight[2048, 1, 7]",
                "model.language_model.layers.27.self_attn.k_proj.bias[512]", "lm_head.weight[152064, 3584]").toList());
    }

    private static long bytes(List<TensorTable.Entry> table) {
        return table.stream().mapToLong(entry -> StoredTensor.elements(entry.shape()) * DType.BF16.bytes()).sum();
    }
}
