package io.vibestream.synth.model.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A checkpoint of random weights in the real layout: same names, shapes, types and shard sizes as a published one, so
 * that everything but the sound can be tried and measured without a download.
 */
public final class RandomCheckpoint {

    /** What the published shards were saved with. */
    private static final long LARGEST_SHARD = 2_000_000_000;
    private static final int BUFFER_BYTES = 1 << 20;

    private final ModelConfig config;
    private final long seed;
    private final long largestShard;

    private RandomCheckpoint(ModelConfig config, long seed, long largestShard) {
        this.config = config;
        this.seed = seed;
        this.largestShard = largestShard;
    }

    /** The same seed gives the same bytes. */
    public static RandomCheckpoint of(ModelConfig config, long seed) {
        return new RandomCheckpoint(config, seed, LARGEST_SHARD);
    }

    /** The same checkpoint in shards of at most {@code bytes} of weights, unless one tensor alone is larger. */
    RandomCheckpoint withShardsOf(long bytes) {
        return new RandomCheckpoint(config, seed, bytes);
    }

    /** One file to be written: a name, its tensors in order, and the bytes of their data. */
    public record Shard(String file, List<String> tensors, long bytes) {
        public Shard {
            tensors = List.copyOf(tensors);
        }
    }

    /** What {@link #write} would write. */
    public List<Shard> plan() {
        return groups().stream()
                .map(group -> new Shard(group.file, group.entries.stream().map(TensorTable.Entry::name).toList(),
                        group.bytes()))
                .toList();
    }

    /**
     * Writes the checkpoint into {@code directory}, which must be new or empty. The index comes last: without it the
     * directory is no checkpoint. Files are written beside each other, one by each core.
     *
     * @param progress told the name of each finished file, by one thread at a time
     * @throws ModelLoadException when there is something already, or too little space
     */
    public void write(Path directory, Consumer<String> progress) {
        try {
            prepare(directory);
            var tokenizer = new SyntheticTokenizer();
            var groups = groups();
            write(directory, groups, tokenizer, progress);
            json(directory.resolve(ConfigReader.FILE), ConfigWriter.config(config));
            json(directory.resolve(Preprocessing.FILE), ConfigWriter.preprocessing(config));
            json(directory.resolve("tokenizer.json"), tokenizer.json());
            json(directory.resolve(Checkpoint.INDEX), index(groups));
        } catch (IOException e) {
            throw new ModelLoadException(directory + ": cannot be written: " + e, e);
        }
    }

    private void prepare(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (var files = Files.list(directory)) {
            var first = files.findFirst();
            if (first.isPresent()) {
                throw new ModelLoadException(directory + ": expected an empty directory, found " + first.get());
            }
        }
        long needed = plan().stream().mapToLong(Shard::bytes).sum() + BUFFER_BYTES;
        long free = Files.getFileStore(directory).getUsableSpace();
        if (free < needed) {
            throw new ModelLoadException(directory + ": expected " + needed + " bytes of free space, found " + free);
        }
    }

    private record Group(String file, List<TensorTable.Entry> entries) {
        long bytes() {
            return entries.stream().mapToLong(RandomCheckpoint::bytes).sum();
        }
    }

    private static long bytes(TensorTable.Entry entry) {
        return StoredTensor.elements(entry.shape()) * DType.BF16.bytes();
    }

    private List<Group> groups() {
        var parts = new ArrayList<List<TensorTable.Entry>>();
        long room = 0;
        for (var entry : TensorTable.of(config)) {
            if (parts.isEmpty() || bytes(entry) > room) {
                parts.add(new ArrayList<>());
                room = largestShard;
            }
            parts.getLast().add(entry);
            room -= bytes(entry);
        }
        var groups = new ArrayList<Group>();
        for (var part : parts) {
            groups.add(new Group("model-%05d-of-%05d.safetensors".formatted(groups.size() + 1, parts.size()), part));
        }
        return groups;
    }

    private void write(Path directory, List<Group> groups, SyntheticTokenizer tokenizer, Consumer<String> progress)
            throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        try (var writers = Executors.newFixedThreadPool(Math.min(cores, groups.size()))) {
            var written = new ExecutorCompletionService<String>(writers);
            for (var group : groups) {
                written.submit(() -> {
                    write(directory, group, tokenizer);
                    return group.file;
                });
            }
            for (int i = 0; i < groups.size(); i++) {
                progress.accept(written.take().get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void write(Path directory, Group group, SyntheticTokenizer tokenizer) throws IOException {
        var weights = new RandomWeights(config, seed, tokenizer);
        var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(directory.resolve(group.file), StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            var writer = new SafetensorsWriter();
            group.entries.forEach(entry -> writer.announce(entry.name(), DType.BF16, entry.shape()));
            writer.writeHeader(channel);
            for (var entry : group.entries) {
                var values = weights.of(entry);
                for (long left = StoredTensor.elements(entry.shape()); left > 0;) {
                    int count = (int) Math.min(left, BUFFER_BYTES / DType.BF16.bytes());
                    values.fill(buffer.clear().limit(count * DType.BF16.bytes()));
                    SafetensorsWriter.write(channel, buffer.flip());
                    left -= count;
                }
            }
        }
    }

    private static ObjectNode index(List<Group> groups) {
        var index = new JsonMapper().createObjectNode();
        index.putObject("metadata").put("total_size", groups.stream().mapToLong(Group::bytes).sum());
        var map = index.putObject("weight_map");
        groups.forEach(group -> group.entries.forEach(entry -> map.put(entry.name(), group.file)));
        return index;
    }

    private static void json(Path file, ObjectNode content) throws IOException {
        new JsonMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), content);
    }
}
