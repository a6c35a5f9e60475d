package io.vibestream.synth.model.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A checkpoint directory, opened and found whole: its dimensions, and for each tensor of the model the place of its
 * bytes. Immutable; holds no file open.
 */
public final class Checkpoint {

    static final String LM_HEAD = "lm_head.weight";
    static final String EMBEDDINGS = "model.language_model.embed_tokens.weight";
    static final String INDEX = "model.safetensors.index.json";
    static final String SINGLE = "model.safetensors";
    private static final String SCALING = "model.speech_scaling_factor";
    private static final String BIAS = "model.speech_bias_factor";
    private static final String ORIGINAL_MARK = "model.prediction_head.cond_proj.weight";
    private static final String RENAMED_MARK = "model.diffusion_head.cond_proj.weight";

    /** How the tensors are named inside the files. */
    public enum Layout {
        /** As VibeVoice published them. */
        ORIGINAL,
        /** As transformers converts them. */
        TRANSFORMERS
    }

    private final Path directory;
    private final ModelConfig config;
    private final Layout layout;
    private final Map<String, StoredTensor> tensors;

    private Checkpoint(Path directory, ModelConfig config, Layout layout, Map<String, StoredTensor> tensors) {
        this.directory = directory;
        this.config = config;
        this.layout = layout;
        this.tensors = Collections.unmodifiableMap(tensors);
    }

    /**
     * Reads the config and every header, and compares them: each tensor that the config asks for must be there, in the
     * right shape, and no other.
     *
     * @throws ModelLoadException with everything that is wrong, by file and tensor
     */
    public static Checkpoint open(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new ModelLoadException(directory + ": expected a checkpoint directory, found "
                    + (Files.exists(directory) ? "a file" : "nothing"));
        }
        var config = ConfigReader.read(directory.resolve(ConfigReader.FILE));
        Preprocessing.check(directory, config);
        var stored = storedTensors(directory);
        var layout = layout(directory, stored);
        var checkpoint = new Checkpoint(directory, config, layout, matched(directory, config, layout, stored));
        checkpoint.checkFactors();
        return checkpoint;
    }

    /** Every latent is divided by the one and less the other, so these two are looked at before anything is spoken. */
    private void checkFactors() {
        float scaling = speechScaling();
        float bias = speechBias();
        if (!Float.isFinite(scaling) || scaling == 0) {
            throw new ModelLoadException(
                    directory + ": tensor " + SCALING + ": expected a number other than 0, found " + scaling);
        }
        if (!Float.isFinite(bias)) {
            throw new ModelLoadException(directory + ": tensor " + BIAS + ": expected a number, found " + bias);
        }
    }

    private static Map<String, StoredTensor> storedTensors(Path directory) {
        var index = directory.resolve(INDEX);
        var single = directory.resolve(SINGLE);
        if (Files.exists(index)) {
            return sharded(index);
        }
        if (Files.exists(single)) {
            return Safetensors.read(single).tensors();
        }
        throw new ModelLoadException(directory + ": expected " + INDEX + " or " + SINGLE + ", found neither");
    }

    private static Map<String, StoredTensor> sharded(Path index) {
        var map = ConfigReader.json(index).path("weight_map");
        var fileOf = new TreeMap<String, String>();
        for (var entry : map.properties()) {
            fileOf.put(entry.getKey(), String.valueOf(entry.getValue().textValue()));
        }
        if (fileOf.isEmpty()) {
            throw new ModelLoadException(index + ": expected weight_map with at least one tensor, found " + map);
        }
        var problems = new ArrayList<String>();
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (var name : new TreeSet<>(fileOf.values())) {
            if (!name.matches("[\\w.-]+\\.safetensors")) {
                problems.add("weight_map: expected the name of a .safetensors file beside the index, found " + name);
                continue;
            }
            try {
                for (var tensor : Safetensors.read(index.resolveSibling(name)).tensors().values()) {
                    if (!name.equals(fileOf.get(tensor.name()))) {
                        problems.add("tensor " + tensor.name() + ": lies in " + name + ", but the index says "
                                + fileOf.getOrDefault(tensor.name(), "nothing of it"));
                    }
                    tensors.put(tensor.name(), tensor);
                }
            } catch (ModelLoadException e) {
                problems.add(e.getMessage());
            }
        }
        if (problems.isEmpty()) {
            fileOf.forEach((tensor, file) -> {
                if (!tensors.containsKey(tensor)) {
                    problems.add("tensor " + tensor + ": missing; the index says it is in " + file);
                }
            });
        }
        if (!problems.isEmpty()) {
            throw ModelLoadException.of(index.toString(), problems);
        }
        return tensors;
    }

    private static Layout layout(Path directory, Map<String, StoredTensor> stored) {
        boolean original = stored.containsKey(ORIGINAL_MARK);
        if (original == stored.containsKey(RENAMED_MARK)) {
            throw new ModelLoadException(directory + ": expected either tensor " + ORIGINAL_MARK + " or " + RENAMED_MARK
                    + " of a VibeVoice model, found " + (original ? "both" : "neither"));
        }
        return original ? Layout.ORIGINAL : Layout.TRANSFORMERS;
    }

    private static Map<String, StoredTensor> matched(Path directory, ModelConfig config, Layout layout,
            Map<String, StoredTensor> stored) {
        var problems = new ArrayList<String>();
        var unused = new LinkedHashSet<>(stored.keySet());
        var tensors = new LinkedHashMap<String, StoredTensor>();
        for (var entry : TensorTable.of(config)) {
            var names = layout == Layout.ORIGINAL ? List.of(entry.name()) : entry.renamed();
            var found = names.stream().map(stored::get).filter(Objects::nonNull).findFirst();
            if (found.isEmpty()) {
                problems.add("tensor " + String.join(" or ", names) + ": missing, expected shape " + entry.shape());
                continue;
            }
            var tensor = found.get();
            unused.remove(tensor.name());
            if (!tensor.shape().equals(entry.shape())) {
                problems.add("tensor " + tensor.name() + ": expected shape " + entry.shape() + ", found "
                        + tensor.shape());
            } else if (!tensor.dtype().isFloat()) {
                problems.add("tensor " + tensor.name() + ": expected floating-point numbers, found " + tensor.dtype());
            } else {
                tensors.put(entry.name(), tensor);
            }
        }
        unused.forEach(name -> problems.add("tensor " + name + ": not part of a model with this config"));
        if (!problems.isEmpty()) {
            throw ModelLoadException.of(directory.toString(), problems);
        }
        return tensors;
    }

    public Path directory() {
        return directory;
    }

    public ModelConfig config() {
        return config;
    }

    public Layout layout() {
        return layout;
    }

    /** Every tensor of the model by its name in the original layout, whatever the files call it. */
    public Map<String, StoredTensor> tensors() {
        return tensors;
    }

    /**
     * One tensor by its name in the original layout.
     *
     * @throws IllegalArgumentException when a model of these dimensions has no such tensor
     */
    public StoredTensor tensor(String name) {
        return Optional.ofNullable(tensors.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no tensor " + name + " in " + directory));
    }

    /** Whose rows are multiplied with a hidden state to get logits: the embeddings themselves when they are tied. */
    public StoredTensor outputEmbeddings() {
        return tensor(config.languageModel().tiedEmbeddings() ? EMBEDDINGS : LM_HEAD);
    }

    /** Factor by which a latent is multiplied after {@link #speechBias} was added to it. */
    public float speechScaling() {
        return tensor(SCALING).floats()[0];
    }

    public float speechBias() {
        return tensor(BIAS).floats()[0];
    }

    /** The tokenizer beside the weights; published checkpoints have none. */
    public Optional<Path> tokenizer() {
        return Optional.of(directory.resolve("tokenizer.json")).filter(Files::isRegularFile);
    }

    /** Bytes of all weights on disk. */
    public long weightBytes() {
        return tensors.values().stream().mapToLong(StoredTensor::byteLength).sum();
    }
}
