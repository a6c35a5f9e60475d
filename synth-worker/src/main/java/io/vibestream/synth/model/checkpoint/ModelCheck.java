package io.vibestream.synth.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The command {@code model check}: what a directory holds, what it lacks, and the memory it will need. */
public final class ModelCheck {

    /**
     * What was found.
     *
     * @param lines the report, for people
     * @param ready whether the model can speak with what is there
     */
    public record Report(List<String> lines, boolean ready) {
        public Report {
            lines = List.copyOf(lines);
        }
    }

    private final Checkpoint checkpoint;
    private final List<String> lines = new ArrayList<>();
    private boolean ready = true;

    private ModelCheck(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /**
     * Looks at headers and configs only.
     *
     * @throws ModelLoadException with all that is wrong, when the weights do not make a whole model
     */
    public static Report run(Path directory, MemoryNeed.Room room) {
        var check = new ModelCheck(Checkpoint.open(directory));
        check.weights();
        check.dimensions();
        check.tokenizer();
        check.memory(room);
        return new Report(check.lines, check.ready);
    }

    private void weights() {
        var tensors = checkpoint.tensors().values();
        var types = tensors.stream().map(tensor -> tensor.dtype().name().toLowerCase(Locale.ROOT)).distinct().sorted()
                .collect(Collectors.joining(" and "));
        line("checkpoint", checkpoint.directory() + ", names as in the "
                + (checkpoint.layout() == Checkpoint.Layout.ORIGINAL ? "original" : "transformers") + " layout");
        line("weights", tensors.size() + " tensors in " + tensors.stream().map(StoredTensor::file).distinct().count()
                + " files, " + size(checkpoint.weightBytes()) + " of " + types + "; none missing, none too many");
        line("latents", "scaling " + checkpoint.speechScaling() + ", bias " + checkpoint.speechBias());
    }

    private void dimensions() {
        var config = checkpoint.config();
        var model = config.languageModel();
        line("language model",
                model.layers() + " layers of " + model.hiddenSize() + ", " + model.heads() + " heads on "
                        + model.keyValueHeads() + ", vocabulary " + model.vocabularySize() + ", "
                        + (model.tiedEmbeddings() ? "tied" : "own") + " output layer, " + model.maxPositions()
                        + " positions");
        line("diffusion head", config.diffusionHead().layers() + " layers of " + model.hiddenSize());
        line("codec", config.acoustic().latentSize() + " latents and " + config.semantic().featureSize()
                + " features in each frame of " + config.samplesPerFrame() + " samples");
    }

    private void tokenizer() {
        var file = checkpoint.tokenizer();
        if (file.isEmpty()) {
            missing("tokenizer", "tokenizer.json is missing; `model fetch` brings it, or copy the one of Qwen2.5");
            return;
        }
        var ids = new HashMap<String, Integer>();
        for (JsonNode token : ConfigReader.json(file.get()).path("added_tokens")) {
            ids.put(token.path("content").asText(), token.path("id").asInt(Integer.MAX_VALUE));
        }
        var needed = List.of(SyntheticTokenizer.SPEECH_START, SyntheticTokenizer.SPEECH_END,
                SyntheticTokenizer.SPEECH_FRAME, SyntheticTokenizer.END_OF_TEXT);
        var unusable = needed.stream().filter(token -> ids.getOrDefault(token, Integer.MAX_VALUE) >= checkpoint.config()
                .languageModel().vocabularySize()).toList();
        if (unusable.isEmpty()) {
            line("tokenizer", needed.stream().map(token -> token + " " + ids.get(token))
                    .collect(Collectors.joining(", ")));
        } else {
            missing("tokenizer",
                    "expected ids inside the vocabulary for " + unusable + ", found " + ids(ids, unusable));
        }
    }

    private static String ids(Map<String, Integer> ids, List<String> tokens) {
        return tokens.stream().map(token -> ids.containsKey(token) ? String.valueOf(ids.get(token)) : "none")
                .collect(Collectors.joining(", "));
    }

    private void memory(MemoryNeed.Room room) {
        line("memory on a GPU", memory(MemoryNeed.bf16(checkpoint.config(), room)));
        line("memory on a CPU", memory(MemoryNeed.fp32(checkpoint.config(), room)));
        line("", "each slot has room for " + room.positive() + " positions with text and " + room.negative()
                + " without; working memory comes on top");
    }

    private static String memory(MemoryNeed need) {
        return size(need.total()) + " = weights " + size(need.weights()) + " + " + need.slots() + " slots of "
                + size(need.perSlot());
    }

    private void missing(String what, String text) {
        ready = false;
        line(what, text);
    }

    private void line(String what, String text) {
        lines.add("%-16s %s".formatted(what, text).stripTrailing());
    }

    private static String size(long bytes) {
        return bytes >= 1_000_000_000 ? "%.2f GB".formatted(bytes / 1e9) : "%.1f MB".formatted(bytes / 1e6);
    }
}
