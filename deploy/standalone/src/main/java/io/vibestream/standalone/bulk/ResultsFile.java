package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vibestream.schemas.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A line of JSON for every row that has ended, in the order of the ends. It is also what a later run knows of this one, so it is locked as
 * long as a run has it. Used by one thread.
 */
final class ResultsFile implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int BLOCK_BYTES = 1 << 12;

    private final Path path;
    private final FileChannel channel;
    private final Map<String, Outcome> outcomes = new HashMap<>();

    private ResultsFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens or makes the file and reads what is in it. A last line without its end, torn by a crash, is dropped.
     *
     * @throws BulkException when another run has it, or it holds something else
     */
    static ResultsFile open(Path path) throws IOException {
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            if (!locked(channel)) {
                throw new BulkException(path + " is in use by another run; wait for it, or stop it");
            }
            channel.truncate(wholeLines(channel));
            var file = new ResultsFile(path, channel);
            file.load();
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException thisProcessHasIt) {
            return false;
        }
    }

    /** How long the file is up to its last line end. */
    private static long wholeLines(FileChannel channel) throws IOException {
        var block = ByteBuffer.allocate(BLOCK_BYTES);
        for (long end = channel.size(); end > 0;) {
            long start = Math.max(0, end - BLOCK_BYTES);
            block.clear().limit((int) (end - start));
            while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
                // Reads may be short.
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    /** Through the channel itself: to close another one would give up the lock. */
    @SuppressWarnings("resource") // for the same reason these rows are not closed
    private void load() throws IOException {
        var rows = new RawRows(Channels.newInputStream(channel), RawRows.Quotes.NONE, TableRows.MOST_ROW_BYTES);
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            load(row.get());
        }
        channel.position(channel.size());
    }

    private void load(RawRow row) {
        try {
            if (row instanceof RawRow.Text(_, var text)) {
                var result = JSON.readTree(text);
                if (result.path("id").isTextual() && result.path("outcome").isTextual()) {
                    outcomes.put(result.path("id").textValue(), Outcome.valueOf(result.path("outcome").textValue()));
                    return;
                }
            }
        } catch (JsonProcessingException | IllegalArgumentException foreign) {
            throw new BulkException(notOurs(row), foreign);
        }
        throw new BulkException(notOurs(row));
    }

    private String notOurs(RawRow row) {
        return path + ", line " + row.line() + ": expected the result of a row, found something else; "
                + "name another file with --results";
    }

    /** How a row has ended, if it has. */
    Optional<Outcome> outcome(String id) {
        return Optional.ofNullable(outcomes.get(id));
    }

    void append(long line, Ended ended) throws IOException {
        var result = JSON.createObjectNode().put("id", ended.id()).put("line", line).put("outcome",
                ended.outcome().name());
        ended.audio().url().ifPresent(url -> result.put("url", url));
        ended.audio().objectKey().ifPresent(key -> result.put("objectKey", key));
        ended.audio().file().ifPresent(file -> result.put("file", file.toString()));
        if (!ended.audio().captions().isEmpty()) {
            var captions = result.putObject("captions");
            new TreeMap<>(ended.audio().captions()).forEach(captions::put);
        }
        if (ended.outcome() == Outcome.COMPLETED) {
            result.put("durationSeconds", ended.audio().seconds());
        }
        ended.engine().ifPresent(engine -> result.put("engine", engine));
        ended.error().ifPresent(error -> result.put("error", error));
        var bytes = ByteBuffer.wrap((result + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        outcomes.put(ended.id(), ended.outcome());
    }

    /** Returns when what was written survives a power failure. */
    void force() throws IOException {
        channel.force(false);
    }

    long size() throws IOException {
        return channel.size();
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
