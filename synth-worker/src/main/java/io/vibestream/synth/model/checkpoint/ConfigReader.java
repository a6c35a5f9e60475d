package io.vibestream.synth.model.checkpoint;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vibestream.synth.model.checkpoint.ModelConfig.AcousticTokenizer;
import io.vibestream.synth.model.checkpoint.ModelConfig.ConvStack;
import io.vibestream.synth.model.checkpoint.ModelConfig.DiffusionHead;
import io.vibestream.synth.model.checkpoint.ModelConfig.LanguageModel;
import io.vibestream.synth.model.checkpoint.ModelConfig.SemanticTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code config.json} as VibeVoice wrote it, and as transformers writes it after renaming everything.
 *
 * <p>Where transformers leaves out what equals its own default, the same default stands here. Whatever would need other
 * code than this engine has (another activation, a sliding window ...) is refused by name.
 */
final class ConfigReader {

    static final String FILE = "config.json";

    private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final List<Integer> RATIOS = List.of(8, 5, 5, 4, 2, 2);
    private static final List<Integer> DEPTHS = List.of(3, 3, 3, 3, 3, 3, 8);
    /** More than six halvings of the rate are in no published model; this keeps the widths from overflowing. */
    private static final int MOST_RATIOS = 10;

    private final ConfigSection top;

    private ConfigReader(ConfigSection top) {
        this.top = top;
    }

    /** @throws ModelLoadException naming every field that is missing, malformed or not implemented */
    static ModelConfig read(Path file) {
        var node = json(file);
        var problems = new ArrayList<String>();
        var config = new ConfigReader(new ConfigSection("", node, problems)).read();
        if (!problems.isEmpty()) {
            throw ModelLoadException.of(file.toString(), problems);
        }
        return config;
    }

    /** The JSON object in {@code file}. */
    static JsonNode json(Path file) {
        JsonNode node;
        try {
            node = JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ModelLoadException(file + ": cannot be read as JSON: " + e, e);
        }
        if (!node.isObject()) {
            throw new ModelLoadException(file + ": expected a JSON object, found " + node.getNodeType());
        }
        return node;
    }

    private ModelConfig read() {
        top.only("model_type", "vibevoice");
        var model = languageModel(top.section("decoder_config", "text_config"));
        boolean original = top.has("acoustic_tokenizer_config")
                && top.node().path("acoustic_tokenizer_config").has("encoder_ratios");
        var acoustic = acoustic(top.section("acoustic_tokenizer_config", "audio_config"), original);
        var semantic = semantic(
                top.section("semantic_tokenizer_config", "semantic_model_config", "semantic_tokenizer_encoder_config"),
                original);
        top.expect(top.size("acoustic_vae_dim", acoustic.latentSize()) == acoustic.latentSize(), "acoustic_vae_dim",
                acoustic.latentSize() + " as in the tokenizer's own config");
        top.expect(top.size("acostic_vae_dim", acoustic.latentSize()) == acoustic.latentSize(), "acostic_vae_dim",
                acoustic.latentSize() + " as in the tokenizer's own config");
        top.expect(top.size("semantic_vae_dim", semantic.featureSize()) == semantic.featureSize(), "semantic_vae_dim",
                semantic.featureSize() + " as in the tokenizer's own config");
        if (top.problems().isEmpty()) {
            int hop = acoustic.encoder().hop();
            if (acoustic.decoder().hop() != hop || semantic.encoder().hop() != hop) {
                top.problems().add("ratios: expected the same samples per frame in all three stacks, found " + hop
                        + ", " + acoustic.decoder().hop() + " and " + semantic.encoder().hop());
            }
        }
        return new ModelConfig(model, acoustic, semantic, diffusionHead(model, acoustic));
    }

    private LanguageModel languageModel(ConfigSection section) {
        section.only("model_type", "qwen2");
        section.only("hidden_act", "silu");
        section.only("use_sliding_window", false);
        section.only("use_mrope", false);
        section.node().path("layer_types").forEach(type -> section.expect(type.asText().equals("full_attention"),
                "layer_types", "full_attention everywhere"));
        int hidden = section.size("hidden_size");
        int heads = section.size("num_attention_heads");
        int keyValueHeads = section.size("num_key_value_heads");
        section.expect(heads % keyValueHeads == 0, "num_key_value_heads", "a divisor of " + heads + " heads");
        if (!section.has("head_dim")) {
            section.expect(hidden % heads == 0, "num_attention_heads", "a divisor of hidden_size " + hidden);
        }
        int headSize = section.size("head_dim", Math.max(1, hidden / heads));
        section.expect(headSize % 2 == 0, "head_dim", "an even number, for rotary positions; it is " + headSize);
        boolean tied = section.flag("tie_word_embeddings").or(() -> top.flag("tie_word_embeddings")).orElse(false);
        return new LanguageModel(hidden, section.size("num_hidden_layers"), heads, keyValueHeads, headSize,
                section.size("intermediate_size"), section.size("vocab_size", 151_936),
                section.size("max_position_embeddings", 32_768), ropeTheta(section),
                section.positive("rms_norm_eps", 1e-6), tied);
    }

    private static double ropeTheta(ConfigSection section) {
        for (var name : List.of("rope_parameters", "rope_scaling")) {
            if (section.has(name)) {
                var rope = section.section(name);
                rope.only("rope_type", "default");
                rope.only("type", "default");
                if (rope.has("rope_theta")) {
                    return rope.positive("rope_theta");
                }
            }
        }
        return section.positive("rope_theta");
    }

    private AcousticTokenizer acoustic(ConfigSection section, boolean original) {
        fixedParts(section);
        section.only("std_dist_type", "gaussian");
        var encoder = encoder(section, original, 64);
        int latent = encoder.outputs();
        var ratios = original
                ? section.sizes("encoder_ratios")
                : section.sizes("downsampling_ratios", RATIOS.reversed())
                        .reversed();
        var depths = original ? section.sizes("encoder_depths") : section.sizes("depths", DEPTHS);
        int filters = original ? section.size("encoder_n_filters") : section.size("num_filters", 32);
        var decoder = stack(section, section.sizes("decoder_ratios", ratios),
                section.sizes("decoder_depths", depths.reversed()), section.size("decoder_n_filters", filters),
                (r, d, f) -> ConvStack.decoder(f, r, d, latent, encoder.epsilon()));
        // The original scales the deviation of its config by 1/0.8 when it samples; transformers stores the result.
        double deviation = original ? section.positive("fix_std") / 0.8 : section.positive("vae_std", 0.625);
        return new AcousticTokenizer(latent, deviation, encoder, decoder);
    }

    private SemanticTokenizer semantic(ConfigSection section, boolean original) {
        fixedParts(section);
        section.only("std_dist_type", "none");
        var encoder = encoder(section, original, 128);
        return new SemanticTokenizer(encoder.outputs(), encoder);
    }

    private static ConvStack encoder(ConfigSection section, boolean original, int latent) {
        if (original) {
            return stack(section, section.sizes("encoder_ratios").reversed(), section.sizes("encoder_depths"),
                    section.size("encoder_n_filters"),
                    (ratios, depths, filters) -> ConvStack.encoder(filters, ratios, depths, section.size("vae_dim"),
                            section.positive("layernorm_eps", 1e-5)));
        }
        return stack(section, section.sizes("downsampling_ratios", RATIOS.reversed()), section.sizes("depths", DEPTHS),
                section.size("num_filters", 32), (ratios, depths, filters) -> ConvStack.encoder(filters, ratios,
                        depths, section.size("hidden_size", latent), section.positive("rms_norm_eps", 1e-5)));
    }

    private interface StackOf {
        ConvStack of(List<Integer> ratios, List<Integer> depths, int filters);
    }

    private static ConvStack stack(ConfigSection section, List<Integer> ratios, List<Integer> depths, int filters,
            StackOf kind) {
        if (depths.size() != ratios.size() + 1 || ratios.size() > MOST_RATIOS || ratios.stream().anyMatch(r -> r > 64)
                || filters > 4_096) {
            section.problems().add(section.path() + "ratios, depths, filters: expected at most " + MOST_RATIOS
                    + " ratios of at most 64, one depth more, and at most 4096 filters, found " + ratios + ", " + depths
                    + ", " + filters);
            return kind.of(List.of(), List.of(1), 1);
        }
        return kind.of(ratios, depths, filters);
    }

    private static void fixedParts(ConfigSection section) {
        section.only("channels", 1);
        section.only("causal", true);
        section.only("conv_bias", true);
        section.only("conv_norm", "none");
        section.only("disable_last_norm", true);
        section.only("layernorm", "RMSNorm");
        section.only("layernorm_elementwise_affine", true);
        section.only("mixer_layer", "depthwise_conv");
        section.only("pad_mode", "constant");
        section.only("hidden_act", "gelu");
        section.only("ffn_expansion", ModelConfig.EXPANSION);
        section.only("kernel_size", ModelConfig.KERNEL);
    }

    private DiffusionHead diffusionHead(LanguageModel model, AcousticTokenizer acoustic) {
        // transformers moved these fields from a section of their own to the top level.
        var section = top.has("diffusion_head_config") ? top.section("diffusion_head_config") : top;
        section.only("prediction_type", "v_prediction");
        section.only("diffusion_type", "ddpm");
        section.only("ddpm_beta_schedule", "cosine", "squaredcos_cap_v2");
        section.expect(section.size("latent_size", acoustic.latentSize()) == acoustic.latentSize(), "latent_size",
                acoustic.latentSize() + " as the acoustic tokenizer has");
        section.expect(section.size("speech_vae_dim", acoustic.latentSize()) == acoustic.latentSize(),
                "speech_vae_dim", acoustic.latentSize() + " as the acoustic tokenizer has");
        section.expect(section.size("hidden_size", model.hiddenSize()) == model.hiddenSize(), "hidden_size",
                model.hiddenSize() + " as the language model has");
        int layers = section.has("head_layers")
                ? section.size("head_layers")
                : section.has("num_hidden_layers")
                        ? section.size("num_hidden_layers")
                        : section.size("num_head_layers", 4);
        int intermediate = section.has("head_ffn_ratio")
                ? (int) (section.positive("head_ffn_ratio") * model.hiddenSize())
                : section.size("intermediate_size");
        section.expect(intermediate >= 1, "head_ffn_ratio", "at least one unit");
        return new DiffusionHead(layers, intermediate, section.positive("rms_norm_eps", 1e-5),
                section.size("ddpm_num_steps", 1_000));
    }
}
