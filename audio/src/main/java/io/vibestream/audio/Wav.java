package io.vibestream.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** WAV files: reads what recorders and editors write, writes 16-bit mono. */
public final class Wav {

    /** Bytes of the header that {@link #header} writes. */
    public static final int HEADER_BYTES = 44;

    private static final long UNKNOWN = 0xFFFF_FFFFL;
    private static final int BYTES_PER_SAMPLE = 2;
    private static final int BEFORE_DATA = HEADER_BYTES - 8;
    private static final long MAX_SAMPLES = (UNKNOWN - 1 - BEFORE_DATA) / BYTES_PER_SAMPLE;

    private Wav() {}

    /**
     * Reads a file of 8, 16, 24 or 32-bit integers or 32 or 64-bit floats; several channels become their mean.
     * A {@code data} chunk of the size 0xFFFFFFFF, which programs write into pipes, reaches to the end of the file.
     *
     * @throws AudioFormatException when the file is something else, or is cut off
     */
    public static Pcm read(byte[] file) {
        var bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < 12) {
            throw new AudioFormatException("WAV: expected at least 12 bytes, found " + bytes.remaining());
        }
        var container = tag(bytes);
        bytes.getInt(); // The size of the whole: often wrong, and the chunks say it again.
        var kind = tag(bytes);
        if (!container.equals("RIFF") || !kind.equals("WAVE")) {
            throw new AudioFormatException("WAV: expected RIFF and WAVE, found " + printable(container) + " and "
                    + printable(kind));
        }
        return readChunks(bytes);
    }

    private static Pcm readChunks(ByteBuffer bytes) {
        Optional<SampleLayout> layout = Optional.empty();
        while (bytes.remaining() >= 8) {
            var name = tag(bytes);
            long size = Integer.toUnsignedLong(bytes.getInt());
            boolean data = name.equals("data");
            if (data && size == UNKNOWN) {
                size = bytes.remaining();
            }
            if (size > bytes.remaining()) {
                throw new AudioFormatException("WAV: chunk " + printable(name) + " expected " + size
                        + " bytes, found " + bytes.remaining() + " before the end of the file");
            }
            var body = bytes.slice(bytes.position(), (int) size).order(ByteOrder.LITTLE_ENDIAN);
            if (data) {
                return layout.orElseThrow(() -> new AudioFormatException(
                        "WAV: expected chunk 'fmt ' before chunk 'data', found none")).decode(body);
            }
            if (name.equals("fmt ")) {
                layout = Optional.of(SampleLayout.parse(body));
            }
            // Chunks start at even positions; a last odd one may come without its padding byte.
            bytes.position(Math.min(bytes.limit(), bytes.position() + (int) size + (int) (size & 1)));
        }
        throw new AudioFormatException("WAV: expected a chunk 'data', found the end of the file");
    }

    /** A whole file of 16-bit samples. */
    public static byte[] write(Pcm audio) {
        var samples = audio.toS16le();
        var file = new byte[HEADER_BYTES + samples.length];
        System.arraycopy(header(audio.sampleRate(), audio.length()), 0, file, 0, HEADER_BYTES);
        System.arraycopy(samples, 0, file, HEADER_BYTES, samples.length);
        return file;
    }

    /**
     * What comes before {@code samples} 16-bit samples. A length that the format cannot say (over 4 GiB) is written
     * as unknown.
     */
    public static byte[] header(int sampleRate, long samples) {
        boolean sayable = samples <= MAX_SAMPLES;
        long data = sayable ? samples * BYTES_PER_SAMPLE : UNKNOWN;
        return header(sampleRate, sayable ? data + BEFORE_DATA : UNKNOWN, data);
    }

    /** What comes before 16-bit samples whose number is not known yet. */
    public static byte[] streamHeader(int sampleRate) {
        return header(sampleRate, UNKNOWN, UNKNOWN);
    }

    private static byte[] header(int sampleRate, long riffBytes, long dataBytes) {
        return ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(ISO_8859_1))
                .putInt((int) riffBytes)
                .put("WAVEfmt ".getBytes(ISO_8859_1))
                .putInt(16)
                .putShort((short) SampleLayout.INTEGER)
                .putShort((short) 1)
                .putInt(sampleRate)
                .putInt(sampleRate * BYTES_PER_SAMPLE)
                .putShort((short) BYTES_PER_SAMPLE)
                .putShort((short) (8 * BYTES_PER_SAMPLE))
                .put("data".getBytes(ISO_8859_1))
                .putInt((int) dataBytes)
                .array();
    }

    private static String tag(ByteBuffer bytes) {
        var letters = new byte[4];
        bytes.get(letters);
        return new String(letters, ISO_8859_1);
    }

    private static String printable(String tag) {
        return "'" + tag.replaceAll("[^ -~]", "?") + "'";
    }
}
