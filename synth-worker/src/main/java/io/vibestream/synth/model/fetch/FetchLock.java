package io.vibestream.synth.model.fetch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Held while a directory is being filled, so that two workers on one volume do not fetch the same model twice. */
final class FetchLock implements AutoCloseable {

    static final String FILE = ".fetch.lock";

    private final FileChannel channel;

    private FetchLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits as long as another process holds the lock; the system releases it when that process dies. */
    static FetchLock take(Path directory, Patience patience, Consumer<String> events)
            throws IOException, InterruptedException {
        var channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            for (boolean told = false; !locked(channel); told = true) {
                if (!told) {
                    events.accept("another process fetches into " + directory + "; waiting for it");
                }
                Thread.sleep(patience.poll());
            }
        } catch (IOException | InterruptedException e) {
            channel.close();
            throw e;
        }
        return new FetchLock(channel);
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // Held by another thread of this process.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
