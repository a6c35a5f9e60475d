package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Up to where a run has read the results topic, kept beside the results file: everything before is written there.
 *
 * @param cluster Kafka's name of itself: offsets mean nothing elsewhere
 * @param offsets by partition
 * @param resultsBytes how long the results file was; if it is shorter now, somebody has taken lines out of it
 */
record Checkpoint(String cluster, SortedMap<Integer, Long> offsets, long resultsBytes) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What was kept there, unless nothing was, or something that is no checkpoint. */
    static Optional<Checkpoint> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var kept = JSON.readTree(file.toFile());
            var offsets = new TreeMap<Integer, Long>();
            for (var offset : kept.path("offsets").properties()) {
                offsets.put(Integer.valueOf(offset.getKey()), offset.getValue().longValue());
            }
            return Optional.of(
                    new Checkpoint(kept.path("cluster").asText(), offsets, kept.path("resultsBytes").longValue()));
        } catch (JsonProcessingException | NumberFormatException torn) {
            return Optional.empty(); // Then the run asks Kafka what is known, as the first one did.
        }
    }

    /** All or nothing: a crash leaves the one before. */
    void write(Path file) throws IOException {
        var kept = JSON.createObjectNode().put("cluster", cluster).put("resultsBytes", resultsBytes);
        var byPartition = kept.putObject("offsets");
        offsets.forEach((partition, offset) -> byPartition.put(partition.toString(), offset));
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, kept.toString());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
