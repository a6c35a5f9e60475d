package io.vibestream.synth.model.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** What the Hub says a file's content is: SHA-256 of large files, git's blob id of small ones. */
record Checksum(Kind kind, String hex) {

    enum Kind {
        SHA256, GIT_BLOB
    }

    private static final int BUFFER_BYTES = 1 << 20;

    /** Recognises a checksum in an entity tag or in the Hub's listing by its length. */
    static Optional<Checksum> of(String text) {
        var hex = text.replaceFirst("^W/", "").replace("\"", "");
        if (hex.matches("[0-9a-f]{64}")) {
            return Optional.of(new Checksum(Kind.SHA256, hex));
        }
        return hex.matches("[0-9a-f]{40}") ? Optional.of(new Checksum(Kind.GIT_BLOB, hex)) : Optional.empty();
    }

    /** The checksum of the same kind that {@code file} really has. */
    Checksum ofFile(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var digest = digest(channel.size());
            var buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
            return new Checksum(kind, HexFormat.of().formatHex(digest.digest()));
        }
    }

    private MessageDigest digest(long size) {
        try {
            return switch (kind) {
                case SHA256 -> MessageDigest.getInstance("SHA-256");
                case GIT_BLOB -> {
                    var digest = MessageDigest.getInstance("SHA-1");
                    digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
                    yield digest;
                }
            };
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256 and SHA-1", e);
        }
    }

    @Override
    public String toString() {
        return (kind == Kind.SHA256 ? "SHA-256 " : "git blob ") + hex;
    }
}
