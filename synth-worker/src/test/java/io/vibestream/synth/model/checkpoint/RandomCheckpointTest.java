package io.vibestream.synth.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomCheckpointTest {

    private static final ModelConfig TINY = ModelSize.TINY.config();

    @TempDir
    Path directory;

    @Test
    void plansTheLargeModelInShardsLikeThePublishedOnes() {
        var plan = RandomCheckpoint.of(ModelSize.LARGE.config(), 1).plan();

        assertThat(plan).hasSize(10).allMatch(shard -> shard.bytes() <= 2_000_000_000);
        assertThat(plan.stream().mapToLong(RandomCheckpoint.Shard::bytes).sum()).isEqualTo(18_686_710_726L);
        assertThat(plan.stream().flatMap(shard -> shard.tensors().stream())).hasSize(1_205).doesNotHaveDuplicates();
        assertThat(plan.getFirst().file()).isEqualTo("model-00001-of-00010.safetensors");
    }

    @Test
    void writesACheckpointThatOpens() {
        var written = new ArrayList<String>();

        RandomCheckpoint.of(TINY, 1).withShardsOf(1_000_000).write(directory.resolve("model"), written::add);

        var checkpoint = Checkpoint.open(directory.resolve("model"));
        assertThat(checkpoint.config()).isEqualTo(TINY);
        assertThat(checkpoint.tokenizer()).isPresent();
        assertThat(checkpoint.speechScaling()).isEqualTo((float) 0.1962890625);
        assertThat(checkpoint.tensors().values()).allMatch(tensor -> tensor.dtype() == DType.BF16);
        assertThat(written).hasSizeGreaterThan(1).allMatch(name -> Files.exists(directory.resolve("model", name)));
    }

    @ParameterizedTest
    @EnumSource
    void writesTheConfigItReads(ModelSize size) throws IOException {
        var file = Files.writeString(directory.resolve("config.json"), ConfigWriter.config(size.config()).toString());

        assertThat(ConfigReader.read(file)).isEqualTo(size.config());
        assertThat(ModelSize.of(size.label())).isEqualTo(size);
    }

    @Test
    void repeatsItselfForTheSameSeedAndOnlyForIt() {
        var first = write("first", 7, 2_000_000_000);
        var again = write("again", 7, 700_000);
        var other = write("other", 8, 2_000_000_000);

        for (var name : first.tensors().keySet()) {
            assertThat(first.tensor(name).floats()).as(name).isEqualTo(again.tensor(name).floats());
        }
        var matrix = "model.language_model.layers.0.mlp.up_proj.weight";
        assertThat(first.tensor(matrix).floats()).isNotEqualTo(other.tensor(matrix).floats());
    }

    @Test
    void keepsTheVarianceOfWhatGoesThroughAMatrix() {
        var weights = write("model", 3, 2_000_000_000).tensor("model.language_model.layers.1.mlp.gate_proj.weight")
                .floats();

        double squares = 0;
        double sum = 0;
        for (float weight : weights) {
            squares += weight * weight;
            sum += weight;
        }
        assertThat(Math.sqrt(squares / weights.length * 64)).isCloseTo(1, within(0.03));
        assertThat(sum / weights.length * 8).isCloseTo(0, within(0.03));
    }

    @Test
    void steersTowardsSpeech() {
        var checkpoint = write("model", 3, 500_000);
        var tokenizer = new SyntheticTokenizer();
        var frame = checkpoint.outputEmbeddings().rows(tokenizer.id("<|vision_pad|>"), 1).floats();
        var start = checkpoint.tensor(Checkpoint.EMBEDDINGS).rows(tokenizer.id("<|vision_start|>"), 1).floats();
        var bias = checkpoint.tensor("model.acoustic_connector.fc2.bias").floats();

        assertThat(frame).containsOnly(1f, -1f);
        for (int i = 0; i < frame.length; i++) {
            assertThat(start[i]).isEqualTo(frame[i] / 2);
            assertThat(bias[i]).isEqualTo(frame[i] / 2);
        }
    }

    @Test
    void leavesADirectoryAloneThatHoldsSomething() throws IOException {
        Files.createFile(directory.resolve("something"));

        assertThatThrownBy(() -> RandomCheckpoint.of(TINY, 1).write(directory, name -> {}))
                .isInstanceOf(ModelLoadException.class).hasMessageContaining("expected an empty directory");
    }

    @Test
    void roundsToTheNearestEvenBf16() {
        assertThat(List.of(1 + 0x1p-8f, 1 + 0x3p-8f, 1 + 0x1.02p-8f, -0x1.fep127f).stream().map(RandomWeights::bf16))
                .containsExactly((short) 0x3f80, (short) 0x3f82, (short) 0x3f81, (short) 0xff7f);
    }

    private Checkpoint write(String name, long seed, long shardBytes) {
        RandomCheckpoint.of(TINY, seed).withShardsOf(shardBytes).write(directory.resolve(name), file -> {});
        return Checkpoint.open(directory.resolve(name));
    }
}
