package io.vibestream.audio.encode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * The silent first frame of an MP3 file which says how many samples follow and how many the decoder must drop at
 * either end ("Mp3 Info Tag rev 1", G. Bouvigne). Written here because LAME leaves it out at low bit rates, where it
 * does not fit into one of the track's own frames, and FFmpeg rounds it for very short sounds.
 */
final class Mp3Info {

    /** LAME's delay; decoders add 529 of their own, which the padding has to cover. */
    private static final int ENCODER_DELAY = 576;

    private static final int INFO_BYTES = 120;
    private static final int LAME_BYTES = 36;
    private static final int TABLE_ENTRIES = 100;
    private static final int HAS_ALL_FIELDS = 1 | 2 | 4 | 8;

    private final int sampleRate;
    private final int samplesPerFrame;
    private final int header;
    private final int size;
    private final int sideBytes;

    Mp3Info(EncoderSettings settings) {
        sampleRate = settings.sampleRate();
        boolean mpeg1 = sampleRate > 24000;
        boolean mpeg25 = sampleRate < 16000;
        samplesPerFrame = mpeg1 ? 1152 : 576;
        sideBytes = mpeg1 ? 17 : 9;
        var bitrates = Limits.mp3Bitrates(sampleRate);
        int index = 0;
        while (bitrates[index] < settings.bitrateKbps()
                || frameBytes(bitrates[index]) < 4 + sideBytes + INFO_BYTES + LAME_BYTES) {
            index++;
        }
        size = frameBytes(bitrates[index]);
        // Sync, version, layer III without CRC; bit rate, sample rate; mono.
        int version = mpeg1 ? 3 : mpeg25 ? 0 : 2;
        header = 0xFFE0_0000 | version << 19 | 1 << 17 | 1 << 16 | (index + 1) << 12 | rateIndex() << 10 | 3 << 6;
    }

    private int rateIndex() {
        return switch (sampleRate) {
            case 11025, 22050, 44100 -> 0;
            case 12000, 24000, 48000 -> 1;
            default -> 2;
        };
    }

    /** Size of a frame without padding. */
    int frameBytes(int kbps) {
        return samplesPerFrame / 8 * kbps * 1000 / sampleRate;
    }

    /** For the start of a track, when only the delay is known. */
    byte[] unknown() {
        return end(begin(0), 0);
    }

    /**
     * For the end of a track.
     *
     * @param samples that the decoder shall yield
     * @param frames behind this one
     * @param bytes of those frames
     */
    byte[] exact(long samples, long frames, long bytes) {
        var frame = begin(HAS_ALL_FIELDS).putInt((int) frames).putInt((int) (bytes + size));
        for (int i = 0; i < TABLE_ENTRIES; i++) {
            frame.put((byte) (i * 256 / TABLE_ENTRIES)); // Constant bit rate: time and bytes go together.
        }
        frame.putInt(0); // Quality: unknown.
        return end(frame, frames * samplesPerFrame - ENCODER_DELAY - samples);
    }

    private ByteBuffer begin(int flags) {
        var frame = ByteBuffer.allocate(size).putInt(header);
        return frame.position(4 + sideBytes).put("Info".getBytes(ISO_8859_1)).putInt(flags);
    }

    private static byte[] end(ByteBuffer frame, long padding) {
        frame.put("LAME3.100".getBytes(ISO_8859_1)); // By this name decoders know the layout of what follows.
        frame.position(frame.position() + 12);
        int delays = ENCODER_DELAY << 12 | Math.clamp(padding, 0, 0xFFF);
        frame.put((byte) (delays >> 16)).putShort((short) delays);
        frame.position(frame.position() + 10);
        frame.putShort((short) crc16(frame, frame.position()));
        var bytes = new byte[frame.capacity()];
        frame.get(0, bytes);
        return bytes;
    }

    /** CRC-16 with the polynomial 0x8005, bits reversed, as LAME guards its tag. */
    private static int crc16(ByteBuffer bytes, int count) {
        int crc = 0;
        for (int i = 0; i < count; i++) {
            crc ^= Byte.toUnsignedInt(bytes.get(i));
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xA001;
            }
        }
        return crc;
    }
}
