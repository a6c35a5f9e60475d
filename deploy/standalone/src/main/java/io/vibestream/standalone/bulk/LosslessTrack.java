package io.vibestream.standalone.bulk;

import io.vibestream.audio.WavHeader;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The sound of one chapter as it was spoken, in a WAV file of any length. */
record LosslessTrack(Path file, WavHeader header) {

    private static final int HEADER_BYTES = 4_096;
    private static final int PIECE_SAMPLES = 1 << 15;

    static LosslessTrack of(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return new LosslessTrack(file, WavHeader.of(in.readNBytes(HEADER_BYTES)));
        } catch (NoSuchFileException e) {
            throw new BulkException("expected the sound of a chapter in " + file + ", found no such file", e);
        }
    }

    /** Hands all of the sound to an encoder, piece by piece. */
    void copyTo(EncodedFile target) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            in.skipNBytes(header.bytes());
            for (long left = header.samples(); left > 0;) {
                int samples = (int) Math.min(left, PIECE_SAMPLES);
                var piece = in.readNBytes(samples * header.bytesPerSample());
                if (piece.length < samples * header.bytesPerSample()) {
                    throw new EOFException(file + ": expected " + left + " more samples, found the end of the file");
                }
                target.add(header.decode(piece));
                left -= samples;
            }
        }
    }
}
