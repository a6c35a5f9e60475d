package io.vibestream.audio;

import java.nio.ByteBuffer;

/** How the samples of a WAV file lie: what its {@code fmt} chunk says. */
record SampleLayout(Encoding encoding, int channels, int sampleRate) {

    static final int INTEGER = 1;
    private static final int FLOAT = 3;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int PLAIN_BYTES = 16;
    private static final int SUB_FORMAT_OFFSET = 24;

    /** Wider than any recorder; beyond lies only damage, which resampling would turn into hours or gigabytes. */
    private static final int MIN_RATE = 1000;
    private static final int MAX_RATE = 768_000;

    enum Encoding {
        U8(INTEGER, 1), S16(INTEGER, 2), S24(INTEGER, 3), S32(INTEGER, 4), F32(FLOAT, 4), F64(FLOAT, 8);

        private final int format;
        private final int bytes;

        Encoding(int format, int bytes) {
            this.format = format;
            this.bytes = bytes;
        }

        double sample(ByteBuffer from, int at) {
            return switch (this) {
                case U8 -> (Byte.toUnsignedInt(from.get(at)) - 128) / 128.0;
                case S16 -> from.getShort(at) / 32768.0;
                case S24 -> (Short.toUnsignedInt(from.getShort(at)) | from.get(at + 2) << 16) / 8388608.0;
                case S32 -> from.getInt(at) / 2147483648.0;
                case F32 -> from.getFloat(at);
                case F64 -> from.getDouble(at);
            };
        }
    }

    static SampleLayout parse(ByteBuffer chunk) {
        if (chunk.remaining() < PLAIN_BYTES) {
            throw new AudioFormatException("WAV: chunk 'fmt ' expected at least " + PLAIN_BYTES + " bytes, found "
                    + chunk.remaining());
        }
        int format = Short.toUnsignedInt(chunk.getShort(0));
        if (format == EXTENSIBLE && chunk.remaining() >= SUB_FORMAT_OFFSET + 2) {
            format = Short.toUnsignedInt(chunk.getShort(SUB_FORMAT_OFFSET));
        }
        int channels = Short.toUnsignedInt(chunk.getShort(2));
        int sampleRate = chunk.getInt(4);
        int frameBytes = Short.toUnsignedInt(chunk.getShort(12));
        var encoding = encoding(format, Short.toUnsignedInt(chunk.getShort(14)));
        if (channels < 1) {
            throw new AudioFormatException("WAV: expected at least 1 channel, found 0");
        }
        if (sampleRate < MIN_RATE || sampleRate > MAX_RATE) {
            throw new AudioFormatException("WAV: expected a sample rate of " + MIN_RATE + " to " + MAX_RATE
                    + " Hz, found " + Integer.toUnsignedString(sampleRate));
        }
        if (frameBytes != channels * encoding.bytes) {
            throw new AudioFormatException(
                    "WAV: expected " + channels * encoding.bytes + " bytes per frame (" + channels
                            + " channels of " + encoding.bytes + " bytes), found " + frameBytes);
        }
        return new SampleLayout(encoding, channels, sampleRate);
    }

    private static Encoding encoding(int format, int bits) {
        for (var encoding : Encoding.values()) {
            if (encoding.format == format && 8 * encoding.bytes == bits) {
                return encoding;
            }
        }
        throw new AudioFormatException("WAV: expected integers of 8, 16, 24 or 32 bits or floats of 32 or 64, found "
                + formatName(format) + " of " + bits + " bits");
    }

    private static String formatName(int format) {
        return switch (format) {
            case INTEGER -> "integers";
            case FLOAT -> "floats";
            case 2, 17 -> "ADPCM (format " + format + ")";
            case 6 -> "A-law (format 6)";
            case 7 -> "mu-law (format 7)";
            case 85 -> "MP3 (format 85)";
            default -> "format " + format;
        };
    }

    /** One sample of every channel. */
    int frameBytes() {
        return channels * encoding.bytes;
    }

    Pcm decode(ByteBuffer data) {
        int frameBytes = frameBytes();
        if (data.remaining() % frameBytes != 0) {
            throw new AudioFormatException("WAV: expected whole frames of " + frameBytes + " bytes, found "
                    + data.remaining() + " bytes of samples");
        }
        var samples = new float[data.remaining() / frameBytes];
        for (int frame = 0; frame < samples.length; frame++) {
            double sum = 0;
            for (int channel = 0; channel < channels; channel++) {
                sum += encoding.sample(data, frame * frameBytes + channel * encoding.bytes);
            }
            float mean = (float) (sum / channels);
            if (!Float.isFinite(mean)) {
                throw new AudioFormatException("WAV: expected finite samples, found " + mean + " in frame " + frame);
            }
            samples[frame] = mean;
        }
        return Pcm.owning(sampleRate, samples);
    }
}
