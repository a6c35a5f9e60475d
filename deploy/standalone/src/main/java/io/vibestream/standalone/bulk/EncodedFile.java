package io.vibestream.standalone.bulk;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.encode.TrackEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is being encoded, beside its place until it is whole. Owned by one thread, which closes it. */
final class EncodedFile implements AutoCloseable {

    private final Path target;
    private final Path part;
    private final TrackEncoder encoder;
    private final FileChannel channel;

    /** Takes the encoder over. */
    EncodedFile(Path target, TrackEncoder encoder) throws IOException {
        this.target = target;
        this.encoder = encoder;
        part = target.resolveSibling(target.getFileName() + ".part");
        try {
            channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            encoder.close();
            throw e;
        }
    }

    void add(Pcm audio) throws IOException {
        append(encoder.encode(audio));
    }

    /** Ends the sound and puts the file into its place. */
    void finish() throws IOException {
        var ending = encoder.finish();
        append(ending.tail());
        for (var patch : ending.patches()) {
            var bytes = ByteBuffer.wrap(patch.bytes());
            for (long at = patch.offset(); bytes.hasRemaining();) {
                at += channel.write(bytes, at);
            }
        }
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private void append(byte[] encoded) throws IOException {
        var bytes = ByteBuffer.wrap(encoded);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** What is not finished by now is gone. */
    @Override
    public void close() throws IOException {
        encoder.close();
        channel.close();
        Files.deleteIfExists(part);
    }
}
