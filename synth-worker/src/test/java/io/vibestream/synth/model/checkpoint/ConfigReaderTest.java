package io.vibestream.synth.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.synth.model.checkpoint.ModelConfig.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {

    private static final Path TINY_A = Path.of("src/test/resources/reference/tiny-a/config.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void readsEveryDimension() {
        var config = ConfigReader.read(TINY_A);

        assertThat(config.languageModel())
                .isEqualTo(new ModelConfig.LanguageModel(64, 3, 4, 2, 16, 160, 464, 32_768, 1e6, 1e-6, false));
        assertThat(config.diffusionHead()).isEqualTo(new ModelConfig.DiffusionHead(2, 192, 1e-5, 1_000));
        assertThat(config.acoustic().latentSize()).isEqualTo(16);
        assertThat(config.acoustic().deviation()).isEqualTo(0.625);
        assertThat(config.semantic().featureSize()).isEqualTo(24);
        assertThat(config.samplesPerFrame()).isEqualTo(3_200);
        assertThat(config.acoustic().encoder().stages()).containsExactly(new Stage(1, 2, 7, 1, 1),
                new Stage(2, 4, 4, 2, 1), new Stage(4, 8, 4, 2, 2), new Stage(8, 16, 8, 4, 1),
                new Stage(16, 32, 10, 5, 1), new Stage(32, 64, 10, 5, 1), new Stage(64, 128, 16, 8, 2));
        assertThat(config.acoustic().decoder().stages()).containsExactly(new Stage(16, 128, 7, 1, 2),
                new Stage(128, 64, 16, 8, 1), new Stage(64, 32, 10, 5, 1), new Stage(32, 16, 10, 5, 1),
                new Stage(16, 8, 8, 4, 2), new Stage(8, 4, 4, 2, 1), new Stage(4, 2, 4, 2, 1));
    }

    @Test
    void acceptsTheMisspeltNameOfTheLargeModel() throws IOException {
        var file = edited(config -> config.put("acostic_vae_dim", config.remove("acoustic_vae_dim").intValue()));

        assertThat(ConfigReader.read(file)).isEqualTo(ConfigReader.read(TINY_A));
    }

    @Test
    void readsTheConfigThatTransformersWrites() throws IOException {
        var file = Files.writeString(directory.resolve("config.json"), """
                {"model_type": "vibevoice", "dtype": "bfloat16", "num_head_layers": 4, "intermediate_size": 4608,
                 "rms_norm_eps": 1e-05, "ddpm_beta_schedule": "squaredcos_cap_v2", "prediction_type": "v_prediction",
                 "acoustic_tokenizer_config": {"model_type": "vibevoice_acoustic_tokenizer", "hidden_size": 64,
                   "num_filters": 32, "downsampling_ratios": [2, 2, 4, 5, 5, 8], "depths": [3, 3, 3, 3, 3, 3, 8],
                   "vae_std": 0.625, "rms_norm_eps": 1e-05, "hidden_act": "gelu", "ffn_expansion": 4},
                 "semantic_tokenizer_encoder_config": {"hidden_size": 128},
                 "text_config": {"model_type": "qwen2", "hidden_size": 1536, "num_hidden_layers": 28,
                   "num_attention_heads": 12, "num_key_value_heads": 2, "intermediate_size": 8960,
                   "max_position_embeddings": 65536, "tie_word_embeddings": true, "sliding_window": null,
                   "rope_parameters": {"rope_type": "default", "rope_theta": 1000000.0}}}""");

        assertThat(ConfigReader.read(file)).isEqualTo(ModelSize.MEDIUM.config());
    }

    @Test
    void namesEveryFieldThatIsWrong() throws IOException {
        var file = edited(config -> {
            ((ObjectNode) config.get("decoder_config")).put("hidden_act", "gelu").put("num_attention_heads", "four")
                    .remove("rope_theta");
            ((ObjectNode) config.get("semantic_tokenizer_config")).put("causal", false).put("encoder_depths", "1-x");
            ((ObjectNode) config.get("diffusion_head_config")).put("prediction_type", "epsilon").put("latent_size", 8);
        });

        assertThatThrownBy(() -> ConfigReader.read(file)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("decoder_config.hidden_act: expected one of [silu], found \"gelu\"")
                .hasMessageContaining("decoder_config.num_attention_heads: expected a whole number from 1")
                .hasMessageContaining("decoder_config.rope_theta: expected a number above 0, found nothing")
                .hasMessageContaining("semantic_tokenizer_config.causal: expected one of [true], found false")
                .hasMessageContaining("semantic_tokenizer_config.encoder_depths: expected a list of whole numbers")
                .hasMessageContaining("diffusion_head_config.prediction_type: expected one of [v_prediction]")
                .hasMessageContaining("diffusion_head_config.latent_size: expected 16");
    }

    @Test
    void refusesStacksThatDoNotFitTogether() throws IOException {
        var shorter = edited(config -> ((ObjectNode) config.get("acoustic_tokenizer_config")).putArray("decoder_ratios")
                .add(8).add(5).add(5).add(4).add(2).add(1));
        assertThatThrownBy(() -> ConfigReader.read(shorter)).hasMessageContaining("found 3200, 1600 and 3200");

        var fewer = edited(
                config -> ((ObjectNode) config.get("semantic_tokenizer_config")).put("encoder_depths", "1-1"));
        assertThatThrownBy(() -> ConfigReader.read(fewer)).hasMessageContaining("one depth more");
    }

    @Test
    void refusesAnotherModelAndABrokenFile() throws IOException {
        var other = edited(config -> config.put("model_type", "vibevoice_streaming"));
        assertThatThrownBy(() -> ConfigReader.read(other)).hasMessageContaining("vibevoice_streaming");

        var broken = Files.writeString(directory.resolve("config.json"), "{\"a\":");
        assertThatThrownBy(() -> ConfigReader.read(broken)).isInstanceOf(ModelLoadException.class)
                .hasMessageContaining("config.json: cannot be read as JSON");
    }

    private Path edited(Consumer<ObjectNode> edit) throws IOException {
        var config = (ObjectNode) JSON.readTree(TINY_A.toFile());
        edit.accept(config);
        var file = directory.resolve("config.json");
        JSON.writeValue(file.toFile(), config);
        return file;
    }
}
