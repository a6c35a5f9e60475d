package io.vibestream.synth.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A large file that takes long to make and is kept for the next start. Its name ends with the checksum of its bytes, so that a
 * damaged one is noticed and made again.
 *
 * @param folder that is there
 * @param name without checksum and ending; tells what it was made from
 */
record KeptFile(Path folder, String name) {

    private static final Logger LOG = LoggerFactory.getLogger(KeptFile.class);
    private static final String ENDING = ".safetensors";
    private static final String PARTIAL = ".partial";
    /** Nobody writes for so long: whoever began the file was ended in the middle. */
    private static final Duration LEFT_ALONE = Duration.ofDays(1);

    /** Writes the content of a file. */
    @FunctionalInterface
    interface Content {

        void writeTo(FileChannel channel) throws IOException;
    }

    /** The whole file that was made before; damaged ones are removed. */
    Optional<Path> find() throws IOException {
        for (var file : files(name + "-*" + ENDING)) {
            if (file.equals(place(file))) {
                return Optional.of(file);
            }
            LOG.atWarn().addKeyValue("file", file).log("a kept file is damaged and is made again");
            Files.deleteIfExists(file);
        }
        return Optional.empty();
    }

    /** Makes it. Another process may be doing the same: each writes its own file, and the last rename wins. */
    Path make(Content content) throws IOException {
        removeLeftovers();
        var partial = Files.createTempFile(folder, name, PARTIAL);
        try {
            try (var channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
                channel.force(true); // else a power cut may leave the name without the bytes
            }
            return Files.move(partial, place(partial), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    private void removeLeftovers() throws IOException {
        var oldest = Instant.now().minus(LEFT_ALONE);
        for (var file : files(name + "*" + PARTIAL)) {
            if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private List<Path> files(String pattern) throws IOException {
        var files = new ArrayList<Path>();
        try (var found = Files.newDirectoryStream(folder, pattern)) {
            found.forEach(files::add);
        }
        return files;
    }

    /** Where a file with these bytes belongs. */
    private Path place(Path file) throws IOException {
        var checksum = new CRC32C();
        var buffer = ByteBuffer.allocateDirect(1 << 20);
        try (var channel = FileChannel.open(file)) {
            while (channel.read(buffer) >= 0) {
                checksum.update(buffer.flip());
                buffer.clear();
            }
        }
        return folder.resolve(name + "-" + HexFormat.of().toHexDigits((int) checksum.getValue()) + ENDING);
    }
}
