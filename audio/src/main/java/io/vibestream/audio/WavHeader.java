package io.vibestream.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where and how samples lie in a WAV file that is too long to be read at once, by {@link Wav#read}. */
public final class WavHeader {

    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_BYTES = 8;
    private static final long UNKNOWN = 0xFFFF_FFFFL;

    private final SampleLayout layout;
    private final int bytes;
    private final long samples;

    private WavHeader(SampleLayout layout, int bytes, long samples) {
        this.layout = layout;
        this.bytes = bytes;
        this.samples = samples;
    }

    /**
     * Reads the beginning of a file.
     *
     * @throws AudioFormatException when it is none of a WAV file that {@link Wav#read} takes, or does not say how long the file is
     */
    public static WavHeader of(byte[] beginning) {
        var file = ByteBuffer.wrap(beginning).order(ByteOrder.LITTLE_ENDIAN);
        if (beginning.length < RIFF_BYTES || !tag(beginning, 0).equals("RIFF")
                || !tag(beginning, 8).equals("WAVE")) {
            throw new AudioFormatException("WAV: expected RIFF and WAVE, found something else");
        }
        Optional<SampleLayout> layout = Optional.empty();
        for (long at = RIFF_BYTES; at + CHUNK_BYTES <= beginning.length;) {
            int chunk = (int) at;
            long size = Integer.toUnsignedLong(file.getInt(chunk + 4));
            var name = tag(beginning, chunk);
            if (name.equals("data")) {
                var found = layout.orElseThrow(() -> new AudioFormatException(
                        "WAV: expected chunk 'fmt ' before chunk 'data', found none"));
                return data(found, chunk + CHUNK_BYTES, size);
            } else if (name.equals("fmt ") && size <= beginning.length - chunk - CHUNK_BYTES) {
                layout = Optional.of(SampleLayout
                        .parse(file.slice(chunk + CHUNK_BYTES, (int) size).order(ByteOrder.LITTLE_ENDIAN)));
            }
            at += CHUNK_BYTES + size + (size & 1); // chunks start at even positions
        }
        throw new AudioFormatException("WAV: expected a chunk 'data' in the first " + beginning.length
                + " bytes, found none");
    }

    private static WavHeader data(SampleLayout layout, int offset, long size) {
        if (size == UNKNOWN) {
            throw new AudioFormatException("WAV: expected the length of the samples, found that it was not known");
        }
        return new WavHeader(layout, offset, size / layout.frameBytes());
    }

    private static String tag(byte[] file, int at) {
        return new String(file, at, 4, StandardCharsets.ISO_8859_1);
    }

    public int sampleRate() {
        return layout.sampleRate();
    }

    /** What comes before the samples. */
    public int bytes() {
        return bytes;
    }

    /** How many samples there are. */
    public long samples() {
        return samples;
    }

    /** How many bytes a sample has, over all channels. */
    public int bytesPerSample() {
        return layout.frameBytes();
    }

    /** Any number of whole samples; several channels become their mean. */
    public Pcm decode(byte[] piece) {
        return layout.decode(ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN));
    }
}
