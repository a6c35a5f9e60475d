package io.vibestream.synth.model.checkpoint;

import io.vibestream.synth.model.checkpoint.ModelConfig.ConvStack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The tensors that a model of given dimensions consists of, with the name each has in either layout. Written as one list
 * so that the two names of a tensor stand side by side.
 */
final class TensorTable {

    /**
     * @param name in the original layout; the name by which this program knows the tensor
     * @param renamed in transformers' layout, newest first
     */
    record Entry(String name, List<String> renamed, List<Long> shape) {}

    private final List<Entry> entries = new ArrayList<>();

    private TensorTable() {}

    static List<Entry> of(ModelConfig config) {
        var table = new TensorTable();
        // In the order of the published shards, so that written ones are cut at the same places.
        table.languageModel(config.languageModel());
        table.stack("model.acoustic_tokenizer.encoder.", "model.audio_tower.encoder.", config.acoustic().encoder());
        table.stack("model.acoustic_tokenizer.decoder.", "model.audio_tower.decoder.", config.acoustic().decoder());
        table.stack("model.semantic_tokenizer.encoder.", "model.semantic_tokenizer_encoder.",
                config.semantic().encoder());
        table.connector("acoustic_connector", "multi_modal_projector", config, config.acoustic().latentSize());
        table.connector("semantic_connector", "semantic_connector", config, config.semantic().featureSize());
        table.add("model.speech_scaling_factor", "model.latent_scaling_factor");
        table.add("model.speech_bias_factor", "model.latent_bias_factor");
        table.diffusionHead(config);
        if (!config.languageModel().tiedEmbeddings()) {
            table.same(Checkpoint.LM_HEAD, config.languageModel().vocabularySize(),
                    config.languageModel().hiddenSize());
        }
        return List.copyOf(table.entries);
    }

    private void add(String name, String renamed, long... shape) {
        add(name, List.of(renamed), shape);
    }

    private void add(String name, List<String> renamed, long... shape) {
        entries.add(new Entry(name, renamed, Arrays.stream(shape).boxed().toList()));
    }

    private void same(String name, long... shape) {
        add(name, name, shape);
    }

    private void languageModel(ModelConfig.LanguageModel model) {
        var prefix = "model.language_model.";
        long hidden = model.hiddenSize();
        same(prefix + "embed_tokens.weight", model.vocabularySize(), hidden);
        for (int i = 0; i < model.layers(); i++) {
            var layer = prefix + "layers." + i + ".";
            same(layer + "input_layernorm.weight", hidden);
            projection(layer + "self_attn.q_proj", model.queryWidth(), hidden);
            projection(layer + "self_attn.k_proj", model.keyValueWidth(), hidden);
            projection(layer + "self_attn.v_proj", model.keyValueWidth(), hidden);
            same(layer + "self_attn.o_proj.weight", hidden, model.queryWidth());
            same(layer + "post_attention_layernorm.weight", hidden);
            same(layer + "mlp.gate_proj.weight", model.intermediateSize(), hidden);
            same(layer + "mlp.up_proj.weight", model.intermediateSize(), hidden);
            same(layer + "mlp.down_proj.weight", hidden, model.intermediateSize());
        }
        same(prefix + "norm.weight", hidden);
    }

    private void projection(String name, long out, long in) {
        same(name + ".weight", out, in);
        same(name + ".bias", out);
    }

    private void connector(String name, String renamed, ModelConfig config, long inputs) {
        long hidden = config.languageModel().hiddenSize();
        var old = "model." + name + ".";
        var now = "model." + renamed + ".";
        add(old + "fc1.weight", now + "linear_1.weight", hidden, inputs);
        add(old + "fc1.bias", now + "linear_1.bias", hidden);
        add(old + "norm.weight", now + "act.weight", hidden);
        add(old + "fc2.weight", now + "linear_2.weight", hidden, hidden);
        add(old + "fc2.bias", now + "linear_2.bias", hidden);
    }

    private void diffusionHead(ModelConfig config) {
        var old = "model.prediction_head.";
        var now = "model.diffusion_head.";
        var head = config.diffusionHead();
        long hidden = config.languageModel().hiddenSize();
        long latent = config.acoustic().latentSize();
        add(old + "noisy_images_proj.weight", now + "noisy_images_proj.weight", hidden, latent);
        add(old + "cond_proj.weight", now + "cond_proj.weight", hidden, hidden);
        add(old + "t_embedder.mlp.0.weight",
                List.of(now + "timestep_proj.fc1.weight", now + "timestep_embedder.layer_1.weight"), hidden,
                ModelConfig.TIMESTEP_FEATURES);
        add(old + "t_embedder.mlp.2.weight",
                List.of(now + "timestep_proj.fc2.weight", now + "timestep_embedder.layer_2.weight"), hidden, hidden);
        for (int i = 0; i < head.layers(); i++) {
            var layer = "layers." + i + ".";
            add(old + layer + "norm.weight", now + layer + "norm.weight", hidden);
            for (var up : List.of("gate_proj", "up_proj")) {
                add(old + layer + "ffn." + up + ".weight", now + layer + "ffn." + up + ".weight",
                        head.intermediateSize(), hidden);
            }
            add(old + layer + "ffn.down_proj.weight", now + layer + "ffn.down_proj.weight", hidden,
                    head.intermediateSize());
            add(old + layer + "adaLN_modulation.1.weight", now + layer + "linear.weight", 3 * hidden, hidden);
        }
        add(old + "final_layer.adaLN_modulation.1.weight", now + "final_layer.linear_1.weight", 2 * hidden, hidden);
        add(old + "final_layer.linear.weight", now + "final_layer.linear_2.weight", latent, hidden);
    }

    private void stack(String old, String now, ConvStack stack) {
        for (int k = 0; k < stack.stages().size(); k++) {
            var stage = stack.stages().get(k);
            boolean transposed = stack.upsampling() && k > 0;
            var kind = transposed ? "convtr.convtr" : "conv.conv";
            var place = k == 0 ? "stem." : "conv_layers." + (k - 1) + ".";
            // A transposed convolution keeps its inputs first.
            long first = transposed ? stage.inputs() : stage.channels();
            long second = transposed ? stage.channels() : stage.inputs();
            convolution(old + (stack.upsampling() ? "upsample_layers." : "downsample_layers.") + k + ".0." + kind,
                    now + place + kind, stage.channels(), first, second, stage.kernel());
            for (int j = 0; j < stage.blocks(); j++) {
                block(old + "stages." + k + "." + j + ".", now + place + "stage." + j + ".", stage.channels());
            }
        }
        long last = stack.stages().getLast().channels();
        convolution(old + "head.conv.conv", now + "head.conv", stack.outputs(), stack.outputs(), last,
                ModelConfig.KERNEL);
    }

    private void block(String old, String now, long channels) {
        long wide = channels * ModelConfig.EXPANSION;
        add(old + "norm.weight", now + "norm.weight", channels);
        add(old + "ffn_norm.weight", now + "ffn_norm.weight", channels);
        convolution(old + "mixer.conv.conv.conv", now + "mixer.conv", channels, channels, 1, ModelConfig.KERNEL);
        add(old + "ffn.linear1.weight", now + "ffn.linear1.weight", wide, channels);
        add(old + "ffn.linear1.bias", now + "ffn.linear1.bias", wide);
        add(old + "ffn.linear2.weight", now + "ffn.linear2.weight", channels, wide);
        add(old + "ffn.linear2.bias", now + "ffn.linear2.bias", channels);
        add(old + "gamma", now + "gamma", channels);
        add(old + "ffn_gamma", now + "ffn_gamma", channels);
    }

    private void convolution(String old, String now, long outputs, long... shape) {
        add(old + ".weight", now + ".weight", shape);
        add(old + ".bias", now + ".bias", outputs);
    }
}
