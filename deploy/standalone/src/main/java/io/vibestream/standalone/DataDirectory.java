package io.vibestream.standalone;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Where one running program keeps everything. Locked, so that no second one uses it at the same time. */
final class DataDirectory implements AutoCloseable {

    private static final int SECRET_BYTES = 32;

    private final Path root;
    private final FileChannel channel;

    private DataDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Makes the directory if need be, and locks it.
     *
     * @throws StandaloneException when another program has it
     */
    static DataDirectory open(Path root) {
        try {
            Files.createDirectories(root);
            var channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new StandaloneException(root
                        + " is in use by another vibestream; stop that one, or choose another directory with --data");
            }
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            throw new StandaloneException("data directory " + root + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException thisProcessHasIt) {
            return null;
        }
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path audio() {
        return root.resolve("audio");
    }

    Path natives() {
        return root.resolve("native");
    }

    Path state(String stage) {
        return root.resolve("state").resolve(stage);
    }

    Path brokerLog() {
        return root.resolve("logs").resolve("broker.log");
    }

    /** The key that signs links to local audio: made once, so that links survive a restart. */
    String linkSecret() {
        return secret("link-secret");
    }

    /** The key that encrypts the buckets of callers, who may come back for a job after a restart. */
    String storeSecret() {
        return secret("store-secret");
    }

    /** Readable by the owner alone. */
    private String secret(String name) {
        var file = root.resolve(name);
        try {
            if (!Files.exists(file)) {
                var secret = new byte[SECRET_BYTES];
                new SecureRandom().nextBytes(secret);
                Files.createFile(file,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StandaloneException("secret " + file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
