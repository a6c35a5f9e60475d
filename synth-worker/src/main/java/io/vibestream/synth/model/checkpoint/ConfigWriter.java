package io.vibestream.synth.model.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vibestream.synth.model.checkpoint.ModelConfig.ConvStack;
import io.vibestream.synth.model.checkpoint.ModelConfig.Stage;
import java.util.List;
import java.util.stream.Collectors;

/** Writes config files in the original layout, field by field what {@link ConfigReader} reads. */
final class ConfigWriter {

    private static final JsonMapper JSON = new JsonMapper();

    private ConfigWriter() {}

    static ObjectNode config(ModelConfig config) {
        var top = JSON.createObjectNode().put("model_type", "vibevoice").put("torch_dtype", "bfloat16")
                .put("acoustic_vae_dim", config.acoustic().latentSize())
                .put("semantic_vae_dim", config.semantic().featureSize());
        top.putArray("architectures").add("VibeVoiceForConditionalGeneration");
        var acoustic = encoder(top.putObject("acoustic_tokenizer_config"), config.acoustic().encoder())
                .put("model_type", "vibevoice_acoustic_tokenizer").put("fix_std", config.acoustic().deviation() * 0.8)
                .put("std_dist_type", "gaussian").put("decoder_n_filters", filters(config.acoustic().decoder()));
        var ratios = acoustic.putArray("decoder_ratios");
        ratios(config.acoustic().decoder()).forEach(ratios::add);
        acoustic.put("decoder_depths", depths(config.acoustic().decoder()));
        encoder(top.putObject("semantic_tokenizer_config"), config.semantic().encoder())
                .put("model_type", "vibevoice_semantic_tokenizer").put("fix_std", 0).put("std_dist_type", "none");
        languageModel(top.putObject("decoder_config"), config.languageModel());
        diffusionHead(top.putObject("diffusion_head_config"), config);
        return top;
    }

    static ObjectNode preprocessing(ModelConfig config) {
        var top = JSON.createObjectNode().put("processor_class", "VibeVoiceProcessor")
                .put("speech_tok_compress_ratio", config.samplesPerFrame()).put("db_normalize", true);
        top.putObject("audio_processor").put("feature_extractor_type", "VibeVoiceTokenizerProcessor")
                .put("sampling_rate", 24_000).put("normalize_audio", true).put("target_dB_FS", -25).put("eps", 1e-6);
        return top;
    }

    private static ObjectNode encoder(ObjectNode node, ConvStack stack) {
        node.put("causal", true).put("channels", 1).put("conv_bias", true).put("conv_norm", "none")
                .put("corpus_normalize", 0.0).put("disable_last_norm", true).put("encoder_depths", depths(stack))
                .put("encoder_n_filters", filters(stack)).put("layer_scale_init_value", 1e-6)
                .put("layernorm", "RMSNorm")
                .put("layernorm_elementwise_affine", true).put("layernorm_eps", stack.epsilon())
                .put("mixer_layer", "depthwise_conv").put("pad_mode", "constant").put("vae_dim", stack.outputs())
                .put("weight_init_value", 0.01);
        var ratios = node.putArray("encoder_ratios");
        ratios(stack).reversed().forEach(ratios::add);
        return node;
    }

    private static List<Integer> ratios(ConvStack stack) {
        return stack.stages().stream().skip(1).map(Stage::stride).toList();
    }

    private static String depths(ConvStack stack) {
        return stack.stages().stream().map(stage -> String.valueOf(stage.blocks())).collect(Collectors.joining("-"));
    }

    private static int filters(ConvStack stack) {
        return stack.upsampling() ? stack.stages().getLast().channels() : stack.stages().getFirst().channels();
    }

    private static void languageModel(ObjectNode node, ModelConfig.LanguageModel model) {
        node.put("model_type", "qwen2").put("hidden_act", "silu").put("hidden_size", model.hiddenSize())
                .put("num_hidden_layers", model.layers()).put("num_attention_heads", model.heads())
                .put("num_key_value_heads", model.keyValueHeads()).put("head_dim", model.headSize())
                .put("intermediate_size", model.intermediateSize()).put("vocab_size", model.vocabularySize())
                .put("max_position_embeddings", model.maxPositions()).put("rope_theta", model.ropeTheta())
                .put("rms_norm_eps", model.epsilon()).put("tie_word_embeddings", model.tiedEmbeddings())
                .put("use_sliding_window", false).put("torch_dtype", "bfloat16");
    }

    private static void diffusionHead(ObjectNode node, ModelConfig config) {
        var head = config.diffusionHead();
        int latent = config.acoustic().latentSize();
        int hidden = config.languageModel().hiddenSize();
        node.put("model_type", "vibevoice_diffusion_head").put("hidden_size", hidden).put("latent_size", latent)
                .put("speech_vae_dim", latent).put("head_layers", head.layers())
                .put("head_ffn_ratio", (double) head.intermediateSize() / hidden).put("rms_norm_eps", head.epsilon())
                .put("prediction_type", "v_prediction").put("diffusion_type", "ddpm")
                .put("ddpm_num_steps", head.trainingSteps()).put("ddpm_num_inference_steps", 20)
                .put("ddpm_beta_schedule", "cosine").put("ddpm_batch_mul", 4);
    }
}
