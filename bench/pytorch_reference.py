"""Speaks frames with transformers' VibeVoice and prints how fast, in the same words as `vibestream bench engine`.

    python bench/pytorch_reference.py --model DIR [--frames 12] [--steps 10] [--threads 2] [--device cpu|cuda] [--json FILE]

DIR is a checkpoint in the original layout, such as `vibestream model random` writes. One sequence with its two branches is
spoken, every token is made to be a frame, and the loop calls the model's modules itself: nothing of generate() is counted.
"""
import argparse
import json
import re
import statistics
import sys
import time
from pathlib import Path

try:
    import torch
    from safetensors.torch import load_file
    from transformers import DynamicCache, VibeVoiceConfig, VibeVoiceForConditionalGeneration
except ImportError as missing:
    print(f"PyTorch is not measured: {missing}", file=sys.stderr)
    sys.exit(3)

PROMPT_TOKENS = 200
WARM_UP = 2

# Modules of transformers and what their weights are called in the original checkpoint.
RENAMED = [
    (r"^model\.audio_tower\.", "model.acoustic_tokenizer."),
    (r"^model\.semantic_tokenizer_encoder\.", "model.semantic_tokenizer.encoder."),
    (r"encoder\.stem\.conv\.conv\.", "encoder.downsample_layers.0.0.conv.conv."),
    (r"decoder\.stem\.conv\.conv\.", "decoder.upsample_layers.0.0.conv.conv."),
    (r"\.stem\.stage\.", ".stages.0."),
    (r"encoder\.conv_layers\.(\d+)\.conv\.conv\.", lambda m: f"encoder.downsample_layers.{int(m[1]) + 1}.0.conv.conv."),
    (r"decoder\.conv_layers\.(\d+)\.convtr\.convtr\.", lambda m: f"decoder.upsample_layers.{int(m[1]) + 1}.0.convtr.convtr."),
    (r"\.conv_layers\.(\d+)\.stage\.", lambda m: f".stages.{int(m[1]) + 1}."),
    (r"(tokenizer\.(?:en|de)coder)\.head\.conv\.", r"\1.head.conv.conv."),
    (r"\.mixer\.conv\.", ".mixer.conv.conv.conv."),
    (r"^model\.multi_modal_projector\.", "model.acoustic_connector."),
    (r"connector\.linear_1\.", "connector.fc1."),
    (r"connector\.act\.", "connector.norm."),
    (r"connector\.linear_2\.", "connector.fc2."),
    (r"^model\.diffusion_head\.", "model.prediction_head."),
    (r"head\.timestep_proj\.fc1\.", "head.t_embedder.mlp.0."),
    (r"head\.timestep_proj\.fc2\.", "head.t_embedder.mlp.2."),
    (r"head\.layers\.(\d+)\.linear\.", r"head.layers.\1.adaLN_modulation.1."),
    (r"head\.final_layer\.linear_1\.", "head.final_layer.adaLN_modulation.1."),
    (r"head\.final_layer\.linear_2\.", "head.final_layer.linear."),
    (r"^model\.latent_scaling_factor$", "model.speech_scaling_factor"),
    (r"^model\.latent_bias_factor$", "model.speech_bias_factor"),
]


def original(name):
    for pattern, replacement in RENAMED:
        name = re.sub(pattern, replacement, name)
    return name


def configuration(folder):
    config = json.loads((folder / "config.json").read_text())
    decoder, head = config["decoder_config"], config["diffusion_head_config"]

    def codec(part):
        return dict(hidden_size=part["vae_dim"], num_filters=part["encoder_n_filters"],
                    downsampling_ratios=part["encoder_ratios"][::-1], depths=[int(n) for n in part["encoder_depths"].split("-")])

    acoustic = config["acoustic_tokenizer_config"]
    text_keys = ["hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim", "intermediate_size", "vocab_size", "rms_norm_eps", "tie_word_embeddings"]
    return VibeVoiceConfig(
        audio_config=codec(acoustic) | {"vae_std": acoustic["fix_std"] / 0.8},
        semantic_model_config=codec(config["semantic_tokenizer_config"]),
        text_config={k: decoder[k] for k in text_keys if k in decoder} | {"rope_parameters": {"rope_type": "default", "rope_theta": decoder["rope_theta"]}},
        diffusion_head_config=dict(hidden_size=head["hidden_size"], latent_size=head["latent_size"], num_hidden_layers=head["head_layers"],
                                   intermediate_size=int(head["head_ffn_ratio"] * head["hidden_size"]), rms_norm_eps=head["rms_norm_eps"]))


def load(folder, device, dtype):
    with torch.device("meta"):
        model = VibeVoiceForConditionalGeneration(configuration(folder))
    model = model.to_empty(device=device).to(dtype).eval()
    index = folder / "model.safetensors.index.json"
    shards = sorted(set(json.loads(index.read_text())["weight_map"].values())) if index.is_file() else ["model.safetensors"]
    wanted = {original(name): parameter for name, parameter in model.named_parameters()}
    with torch.no_grad():
        for shard in shards:
            for name, tensor in load_file(folder / shard).items():
                if name in wanted:
                    parameter = wanted.pop(name)
                    parameter.copy_(tensor.to(device, dtype).reshape(parameter.shape))
    wanted.pop("lm_head.weight", None)  # tied
    if wanted:
        raise SystemExit(f"{folder}: expected tensors that are not there: {sorted(wanted)[:5]}")
    model.tie_weights()
    restore_tables(model, device)
    return model


def restore_tables(model, device):
    """Tables that are computed and not stored have lost their content on the way through the meta device."""
    rotary = model.model.language_model.rotary_emb
    fresh = type(rotary)(model.config.text_config)
    rotary.inv_freq = fresh.inv_freq.to(device)
    for module in model.modules():
        if hasattr(module, "compute_default_freq"):
            module.freq = torch.nn.Buffer(module.compute_default_freq(module.config).to(device), persistent=False)


def schedule(steps, train_steps=1000):
    """Times and factors of DPM-Solver++ (2M) with cosine noise; only their number matters for speed."""
    times = [round(train_steps - 1 - k * (train_steps - 1) / steps) for k in range(steps)]
    angles = [(t / train_steps + 0.008) / 1.008 * torch.pi / 2 for t in times] + [0.0]
    return times, [float(torch.cos(torch.tensor(a))) for a in angles], [float(torch.sin(torch.tensor(a))) for a in angles]


@torch.no_grad()
def speak(model, frames, steps, device, dtype):
    core = model.model
    embed = core.language_model.embed_tokens
    positive, negative = (DynamicCache(config=model.config.text_config) for _ in range(2))

    def read(embeddings, cache):
        return core.language_model(inputs_embeds=embeddings[None], past_key_values=cache, use_cache=True).last_hidden_state[0, -1]

    generator = torch.Generator().manual_seed(1)
    times, alphas, sigmas = schedule(steps)
    pending = embed(torch.ones(PROMPT_TOKENS, dtype=torch.long, device=device))
    decoded = encoded = None
    ticks, audio = [], []
    for _ in range(frames):
        begun = time.perf_counter()
        condition = read(pending, positive)
        model.lm_head(condition).argmax().item()
        conditions = torch.stack([condition, read(pending[-1:], negative)])
        sample = torch.randn(model.config.diffusion_head_config.latent_size, generator=generator).to(device)
        previous = None
        for k, t in enumerate(times):
            both = torch.stack([sample, sample]).to(dtype)
            velocity = core.diffusion_head(both, torch.full((2,), float(t), device=device), condition=conditions).float()
            guided = velocity[1] + 1.3 * (velocity[0] - velocity[1])
            clean = alphas[k] * sample - sigmas[k] * guided
            bent = clean if previous is None else clean + 0.5 * (clean - previous)
            sample = sigmas[k + 1] / max(sigmas[k], 1e-6) * (sample - alphas[k] * clean) + alphas[k + 1] * bent
            previous = clean
        latent = sample.to(dtype)
        unscaled = latent / core.latent_scaling_factor - core.latent_bias_factor
        spoken = core.audio_tower.decode(unscaled[None, None], padding_cache=decoded, use_cache=True)
        decoded = spoken.padding_cache
        heard = core.semantic_tokenizer_encoder(spoken.audio, padding_cache=encoded, use_cache=True)
        encoded = heard.padding_cache
        pending = (core.multi_modal_projector(latent) + core.semantic_connector(heard.latents[0, 0]))[None]
        audio.append(spoken.audio.reshape(-1).float().cpu())
        ticks.append(time.perf_counter() - begun)
    return ticks, torch.cat(audio)


def main():
    parser = argparse.ArgumentParser(description="How fast transformers' VibeVoice speaks.")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--frames", type=int, default=12)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--json", type=Path)
    wish = parser.parse_args()
    torch.set_num_threads(wish.threads)
    dtype = torch.bfloat16 if wish.device.startswith("cuda") else torch.float32
    model = load(wish.model, wish.device, dtype)
    ticks, audio = speak(model, wish.frames + WARM_UP, wish.steps, wish.device, dtype)
    if not bool(torch.isfinite(audio).all()):
        raise SystemExit("the speech is not a number")
    ticks = sorted(ticks[WARM_UP:])
    rate = 1 / statistics.mean(ticks)
    result = {"engine": f"PyTorch {torch.__version__}, {wish.device}, {str(dtype).removeprefix('torch.')}", "slots": 1,
              "framesPerSecond": rate, "realTimeFactor": rate * len(audio) / (len(ticks) + WARM_UP) / 24000,
              "p50": statistics.median(ticks), "p90": ticks[int(len(ticks) * 0.9)], "p99": ticks[-1]}
    print(f"{result['engine']}: 1 sequence, {rate:.3f} frames/s, {result['realTimeFactor']:.3f} x real time, tick p50 {1000 * result['p50']:.0f} ms")
    if wish.json:
        wish.json.write_text(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
