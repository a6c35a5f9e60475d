package io.vibestream.synth.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {

    private static final Path TINY_A = Path.of("src/test/resources/reference/tiny-a");
    private static final Path TINY_D = Path.of("src/test/resources/reference/tiny-d");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private Map<String, StoredTensor> tensors = Map.of();

    @BeforeEach
    void copyTheTensorTable() throws IOException {
        tensors = new LinkedHashMap<>(Checkpoint.open(TINY_A).tensors());
        Files.copy(TINY_A.resolve("config.json"), directory.resolve("config.json"));
    }

    @Test
    void opensShardsThroughTheirIndex() {
        var checkpoint = Checkpoint.open(TINY_A);

        assertThat(checkpoint.tensors()).hasSize(385);
        assertThat(checkpoint.weightBytes()).isEqualTo(3_594_242);
        assertThat(checkpoint.layout()).isEqualTo(Checkpoint.Layout.ORIGINAL);
        assertThat(checkpoint.outputEmbeddings().name()).isEqualTo("lm_head.weight");
        assertThat(checkpoint.speechScaling()).isEqualTo((float) 0.1962890625);
        assertThat(checkpoint.speechBias()).isCloseTo(-0.0495f, offset(2e-4f));
        assertThat(checkpoint.tokenizer()).contains(TINY_A.resolve("tokenizer.json"));
    }

    @Test
    void takesTheEmbeddingsForTheOutputWhereTheyAreTied() {
        var checkpoint = Checkpoint.open(TINY_D);

        assertThat(checkpoint.tensors()).hasSize(407).doesNotContainKey("lm_head.weight");
        assertThat(checkpoint.outputEmbeddings().name()).isEqualTo("model.language_model.embed_tokens.weight");
    }

    @Test
    void opensASingleFileAndFollowsLinks() throws IOException {
        var blob = SafetensorsFile.write(directory.resolve("blob"), tensors.values());
        Files.createSymbolicLink(directory.resolve("model.safetensors"), Path.of("blob"));

        var checkpoint = Checkpoint.open(directory);

        assertThat(checkpoint.tensors().keySet()).isEqualTo(tensors.keySet());
        assertThat(checkpoint.tensors().values()).allMatch(tensor -> tensor.file().equals(realPath(blob)));
        assertThat(checkpoint.tokenizer()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void knowsTheNamesThatTransformersGives(int variant) throws IOException {
        var renamed = new ArrayList<StoredTensor>();
        for (var entry : TensorTable.of(ConfigReader.read(TINY_A.resolve("config.json")))) {
            var names = entry.renamed();
            renamed.add(named(names.get(Math.min(variant, names.size() - 1)), entry.name()));
        }
        SafetensorsFile.write(directory.resolve("model.safetensors"), renamed);

        var checkpoint = Checkpoint.open(directory);

        assertThat(checkpoint.layout()).isEqualTo(Checkpoint.Layout.TRANSFORMERS);
        assertThat(checkpoint.tensors().keySet()).isEqualTo(tensors.keySet());
        assertThat(checkpoint.tensor("model.prediction_head.t_embedder.mlp.0.weight").name()).isEqualTo(variant == 0
                ? "model.diffusion_head.timestep_proj.fc1.weight"
                : "model.diffusion_head.timestep_embedder.layer_1.weight");
        assertThat(
                checkpoint.tensor("model.acoustic_tokenizer.decoder.upsample_layers.2.0.convtr.convtr.weight").name())
                .isEqualTo("model.audio_tower.decoder.conv_layers.1.convtr.convtr.weight");
        assertThat(checkpoint.tensor("model.semantic_tokenizer.encoder.stages.0.0.mixer.conv.conv.conv.bias").name())
                .isEqualTo("model.semantic_tokenizer_encoder.stem.stage.0.mixer.conv.bias");
    }

    @ParameterizedTest
    @CsvSource({"model.speech_scaling_factor,0000,0.0", "model.speech_scaling_factor,7FC0,NaN",
            "model.speech_bias_factor,FF80,-Infinity"})
    void refusesFactorsThatNoLatentCanBeScaledWith(String name, String bf16, String number) throws IOException {
        var file = SafetensorsFile.write(directory.resolve("model.safetensors"), tensors.values());
        var factor = Checkpoint.open(directory).tensor(name);
        int bits = Integer.parseInt(bf16, 16);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[]{(byte) bits, (byte) (bits >> 8)}), factor.offset());
        }

        assertThatThrownBy(() -> Checkpoint.open(directory)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining(name).hasMessageEndingWith("found " + number);
    }

    @Test
    void namesEveryTensorThatIsMissingExtraOrMisshapenAtOnce() throws IOException {
        tensors.remove("model.language_model.norm.weight");
        tensors.remove("model.speech_bias_factor");
        var gamma = named("model.surplus", "model.acoustic_connector.norm.weight");
        tensors.put("model.surplus", gamma);
        var bent = tensor("model.acoustic_connector.fc1.weight");
        tensors.put(bent.name(), new StoredTensor(bent.name(), bent.file(), bent.offset(), bent.byteLength(),
                bent.dtype(), bent.shape().reversed()));
        SafetensorsFile.write(directory.resolve("model.safetensors"), tensors.values());

        assertThatThrownBy(() -> Checkpoint.open(directory)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("4 problems")
                .hasMessageContaining("tensor model.language_model.norm.weight: missing, expected shape [64]")
                .hasMessageContaining("tensor model.speech_bias_factor: missing, expected shape []")
                .hasMessageContaining("tensor model.surplus: not part of a model with this config")
                .hasMessageContaining(
                        "tensor model.acoustic_connector.fc1.weight: expected shape [64, 16], found [16, 64]");
    }

    @Test
    void refusesAnOutputLayerWhereItIsTied() throws IOException {
        var config = (ObjectNode) JSON.readTree(directory.resolve("config.json").toFile());
        ((ObjectNode) config.get("decoder_config")).put("tie_word_embeddings", true);
        JSON.writeValue(directory.resolve("config.json").toFile(), config);
        SafetensorsFile.write(directory.resolve("model.safetensors"), tensors.values());

        assertThatThrownBy(() -> Checkpoint.open(directory))
                .hasMessageContaining("tensor lm_head.weight: not part of a model");
    }

    @Test
    void refusesADirectoryWithoutWeightsOrWithoutVibeVoice() throws IOException {
        assertThatThrownBy(() -> Checkpoint.open(directory.resolve("none"))).hasMessageContaining("found nothing");
        assertThatThrownBy(() -> Checkpoint.open(directory)).hasMessageContaining("found neither");

        SafetensorsFile.write(directory.resolve("model.safetensors"), List.of(tensor("lm_head.weight")));

        assertThatThrownBy(() -> Checkpoint.open(directory)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("model.prediction_head.cond_proj.weight").hasMessageContaining("neither");
    }

    @Test
    void refusesACutShardByItsName() throws IOException {
        copyShards();
        try (var channel = FileChannel.open(directory.resolve("model-00002-of-00002.safetensors"),
                StandardOpenOption.WRITE)) {
            channel.truncate(1_000_000);
        }

        assertThatThrownBy(() -> Checkpoint.open(directory)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("model-00002-of-00002.safetensors: tensor ").hasMessageContaining("cut off");
    }

    @Test
    void refusesAnIndexThatDoesNotFitItsShards() throws IOException {
        copyShards();
        var index = (ObjectNode) JSON.readTree(directory.resolve("model.safetensors.index.json").toFile());
        var map = (ObjectNode) index.get("weight_map");
        map.put("model.ghost", "model-00001-of-00002.safetensors");
        map.remove("lm_head.weight");
        JSON.writeValue(directory.resolve("model.safetensors.index.json").toFile(), index);

        assertThatThrownBy(() -> Checkpoint.open(directory)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("tensor lm_head.weight: lies in model-00001-of-00002.safetensors");

        map.put("lm_head.weight", "model-00001-of-00002.safetensors");
        JSON.writeValue(directory.resolve("model.safetensors.index.json").toFile(), index);
        assertThatThrownBy(() -> Checkpoint.open(directory)).hasMessageContaining("tensor model.ghost: missing");

        map.put("model.ghost", "../../etc/passwd");
        JSON.writeValue(directory.resolve("model.safetensors.index.json").toFile(), index);
        assertThatThrownBy(() -> Checkpoint.open(directory)).hasMessageContaining("found ../../etc/passwd");
    }

    @Test
    void namesAShardThatIsNotThere() throws IOException {
        copyShards();
        Files.delete(directory.resolve("model-00001-of-00002.safetensors"));

        assertThatThrownBy(() -> Checkpoint.open(directory)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("model-00001-of-00002.safetensors");
    }

    @Test
    void refusesAPreprocessorThatWorksOtherwise() throws IOException {
        copyShards();
        Files.writeString(directory.resolve("preprocessor_config.json"),
                "{\"speech_tok_compress_ratio\":1600,\"audio_processor\":{\"sampling_rate\":16000}}");

        assertThatThrownBy(() -> Checkpoint.open(directory)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("speech_tok_compress_ratio: expected one of [3200], found 1600")
                .hasMessageContaining("audio_processor.sampling_rate: expected one of [24000], found 16000");
    }

    private void copyShards() throws IOException {
        for (var name : List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                "model.safetensors.index.json")) {
            Files.copy(TINY_A.resolve(name), directory.resolve(name));
        }
    }

    private StoredTensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    private StoredTensor named(String name, String original) {
        var tensor = tensor(original);
        return new StoredTensor(name, tensor.file(), tensor.offset(), tensor.byteLength(), tensor.dtype(),
                tensor.shape());
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
