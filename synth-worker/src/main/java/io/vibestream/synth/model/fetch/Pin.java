package io.vibestream.synth.model.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What a directory was filled with, in a file beside it: so that a later start needs no network, another revision is
 * noticed, and shards of two revisions are never taken for one model.
 */
final class Pin {

    static final String FILE = ".fetched.json";

    private final Path file;

    Pin(Path directory) {
        this.file = directory.resolve(FILE);
    }

    /** Whether the files that are there may be used for {@code model}. Files that nobody fetched may be used for any. */
    boolean allows(HubModel model) {
        if (!Files.exists(file)) {
            return true;
        }
        var pin = read();
        return pin.path("complete").asBoolean() && pin.path("repository").asText().equals(model.repository())
                && (pin.path("revision").asText().equals(model.revision())
                        || pin.path("commit").asText().equals(model.revision()));
    }

    /** The commit of an earlier fetch of the same revision. */
    Optional<String> begun(HubModel model) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var pin = read();
        boolean same = pin.path("repository").asText().equals(model.repository())
                && pin.path("revision").asText().equals(model.revision());
        return same ? Optional.of(pin.path("commit").asText()) : Optional.empty();
    }

    /** Before the first file: from now on the directory is incomplete, and belongs to one commit. */
    void begin(HubModel model, String commit) throws IOException {
        if (Files.exists(file)) {
            var pin = read();
            if (!pin.path("commit").asText().equals(commit)
                    || !pin.path("repository").asText().equals(model.repository())) {
                throw new ModelFetchException(file.getParent() + ": holds " + pin.path("repository").asText()
                        + " at commit " + pin.path("commit").asText() + "; fetch " + model + " (commit " + commit
                        + ") into another directory, or delete this one");
            }
        }
        write(model, commit, false);
    }

    void complete(HubModel model, String commit) throws IOException {
        write(model, commit, true);
    }

    private void write(HubModel model, String commit, boolean complete) throws IOException {
        var json = new ObjectMapper();
        var content = json.createObjectNode().put("repository", model.repository()).put("revision", model.revision())
                .put("commit", commit).put("complete", complete);
        var part = file.resolveSibling(FILE + ".part");
        Files.writeString(part, content.toPrettyString() + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private JsonNode read() {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new ModelFetchException(file + " cannot be read: " + e, e);
        }
    }
}
