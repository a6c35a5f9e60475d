package io.vibestream.synth.model.fetch;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Directories that huggingface_hub, or RunPod for it, has filled:
 * {@code models--ORG--NAME/snapshots/COMMIT}, with branch names in {@code refs}.
 */
record HubCache(List<Path> roots) {

    HubCache {
        roots = List.copyOf(roots);
    }

    /** A directory that holds all weights of {@code model}. */
    Optional<Path> checkpoint(HubModel model) {
        return roots.stream().flatMap(root -> snapshot(root, model).stream()).filter(HubCache::isComplete).findFirst();
    }

    /** The tokenizer of {@code model}. */
    Optional<Path> tokenizer(HubModel model) {
        return roots.stream().flatMap(root -> snapshot(root, model).stream())
                .map(snapshot -> snapshot.resolve(ModelFetcher.TOKENIZER)).filter(Files::isRegularFile).findFirst();
    }

    private static Optional<Path> snapshot(Path root, HubModel model) {
        var home = root.resolve("models--" + model.repository().replace("/", "--"));
        var snapshots = home.resolve("snapshots");
        try {
            var reference = home.resolve("refs").resolve(model.revision());
            if (model.isPinned()) {
                return Optional.of(snapshots.resolve(model.revision())).filter(Files::isDirectory);
            }
            if (Files.isRegularFile(reference)) {
                var commit = Files.readString(reference).strip();
                return commit.matches("[0-9a-f]{40}")
                        ? Optional.of(snapshots.resolve(commit)).filter(Files::isDirectory)
                        : Optional.empty();
            }
            if (!Files.isDirectory(snapshots)) {
                return Optional.empty();
            }
            // RunPod keeps no branch names; with a single snapshot there is no doubt which one is meant.
            try (var list = Files.list(snapshots)) {
                var found = list.filter(Files::isDirectory).toList();
                return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
            }
        } catch (IOException e) {
            throw new ModelFetchException(home + " cannot be read: " + e, e);
        }
    }

    /** Whether config and all weights are there; what is in them is checked when the checkpoint is opened. */
    static boolean isComplete(Path directory) {
        if (!Files.isRegularFile(directory.resolve("config.json"))) {
            return false;
        }
        var index = directory.resolve("model.safetensors.index.json");
        if (!Files.isRegularFile(index)) {
            return Files.isRegularFile(directory.resolve("model.safetensors"));
        }
        try {
            for (var shard : new ObjectMapper().readTree(index.toFile()).path("weight_map")) {
                if (!Files.isRegularFile(directory.resolve(shard.asText()))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new ModelFetchException(index + " cannot be read: " + e, e);
        }
    }
}
