package io.vibestream.assembler.store;

import io.vibestream.runtime.links.SignedLinks;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps audio and its captions as files in one directory, from which the gateway serves them under signed links until they are swept away. */
public final class LocalStore implements AudioStore {

    private static final Logger LOG = LoggerFactory.getLogger(LocalStore.class);
    /** What this class writes, finished or not. Whatever else lies in the directory is somebody else's. */
    private static final Pattern OURS = Pattern.compile("[^.].*_.*\\.(mp3|opus|aac|flac|wav|pcm|srt|vtt)|\\..*\\.part");

    private final Path directory;
    private final URI publicUrl;
    private final SignedLinks links;
    private final Duration linkTtl;
    private final InstantSource clock;

    /**
     * @param publicUrl where the gateway is reached from outside
     * @param linkTtl how long a link holds
     */
    public LocalStore(Path directory, URI publicUrl, SignedLinks links, Duration linkTtl, InstantSource clock) {
        this.directory = directory;
        this.publicUrl = publicUrl;
        this.links = links;
        this.linkTtl = linkTtl;
        this.clock = clock;
    }

    @Override
    public Stored store(ObjectKey key, Path file, String contentType) {
        var part = directory.resolve("." + UUID.randomUUID() + ".part");
        try {
            Files.createDirectories(directory);
            try {
                // Copied, then moved: a reader sees the whole file or none, and one that reads the old keeps it.
                Files.copy(file, part);
                Files.move(part, directory.resolve(key.value()), StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException failure) {
            return new Stored.Failed("directory " + directory + ": " + failure);
        }
        return new Stored.Available(link(key));
    }

    private URI link(ObjectKey key) {
        var base = publicUrl.toString().replaceAll("/+$", "");
        var query = links.query(key.value(), clock.instant().plus(linkTtl));
        return URI.create(base + "/audio/" + key.value() + "?" + query);
    }

    /** Deletes audio that is older than {@code age}, and returns how many files that were. */
    public int sweep(Duration age) {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        int deleted = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, LocalStore::isOurs)) {
            var oldest = clock.instant().minus(age);
            for (var file : files) {
                deleted += deleteIfOlder(file, oldest) ? 1 : 0;
            }
        } catch (IOException failure) {
            // The next sweep tries again; until then the files only take up room.
            LOG.atWarn().addKeyValue("directory", directory).setCause(failure).log("old audio could not be swept away");
        }
        return deleted;
    }

    private static boolean isOurs(Path file) {
        return OURS.matcher(String.valueOf(file.getFileName())).matches()
                && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean deleteIfOlder(Path file, Instant oldest) throws IOException {
        return Files.getLastModifiedTime(file).toInstant().isBefore(oldest) && Files.deleteIfExists(file);
    }

    @Override
    public void close() {}
}
