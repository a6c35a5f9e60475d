package io.vibestream.audio.encode;

import io.vibestream.audio.Pcm;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Makes a file of an encoder's bare MP3 frames: ID3 tag, information frame, frames. In the end the information frame
 * is patched to say how many samples there are. Owned by one thread.
 */
final class Mp3File implements TrackEncoder {

    private final TrackEncoder frames;
    private final int sampleRate;
    private final Mp3Info info;
    private final byte[] id3;
    private final FrameCounter counter;
    private final float gain;
    private long samples;
    private boolean begun;

    /** @param frames whose bytes are frames of MPEG audio and nothing else */
    Mp3File(TrackEncoder frames, EncoderSettings settings, List<Chapter> chapters) {
        this.frames = frames;
        sampleRate = settings.sampleRate();
        info = new Mp3Info(settings);
        id3 = Id3v2.tag(settings.title(), chapters, settings.sampleRate());
        gain = 1 / lameScale(settings.bitrateKbps());
        counter = new FrameCounter(info.frameBytes(settings.bitrateKbps()));
    }

    /** LAME makes sound quieter, against clipping; loudness and peaks are our caller's concern, so this is undone. */
    private static float lameScale(int kbps) {
        if (kbps <= 160) {
            return 0.95f;
        }
        return kbps == 192 ? 0.97f : kbps == 224 ? 0.98f : 1;
    }

    @Override
    public byte[] encode(Pcm audio) {
        samples += audio.length();
        return add(frames.encode(audio.scaled(gain)));
    }

    private byte[] add(byte[] encoded) {
        counter.add(encoded);
        if (begun) {
            return encoded;
        }
        begun = true;
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(id3);
        bytes.writeBytes(info.unknown());
        bytes.writeBytes(encoded);
        return bytes.toByteArray();
    }

    @Override
    public Ending finish() {
        var tail = new ByteArrayOutputStream();
        if (samples == 0) {
            // No frame at all would be no MP3 file; the information frame says to drop this sample.
            tail.writeBytes(add(frames.encode(Pcm.silence(sampleRate, 1))));
        }
        tail.writeBytes(add(frames.finish().tail()));
        return new Ending(tail.toByteArray(),
                List.of(new Patch(id3.length, info.exact(samples, counter.frames(), counter.bytes()))));
    }

    @Override
    public void close() {
        frames.close();
    }

    /** Counts frames as they pass by, cut anywhere. At a constant bit rate they differ by one padding byte only. */
    private static final class FrameCounter {

        private static final int HEADER_BYTES = 4;
        private static final int PADDING_BIT = 1 << 9;

        private final int frameBytes;
        private int header;
        private int headerBytes;
        private int bytesToSkip;
        private long frames;
        private long bytes;

        FrameCounter(int frameBytes) {
            this.frameBytes = frameBytes;
        }

        void add(byte[] encoded) {
            bytes += encoded.length;
            for (int at = 0; at < encoded.length;) {
                if (bytesToSkip > 0) {
                    int step = Math.min(bytesToSkip, encoded.length - at);
                    bytesToSkip -= step;
                    at += step;
                } else {
                    header = header << 8 | Byte.toUnsignedInt(encoded[at]);
                    at++;
                    headerBytes++;
                    if (headerBytes == HEADER_BYTES) {
                        begin();
                    }
                }
            }
        }

        private void begin() {
            if (header >>> 21 != 0x7FF) {
                throw new EncodingException("MP3: expected a frame, found 0x" + Integer.toHexString(header));
            }
            headerBytes = 0;
            bytesToSkip = frameBytes + ((header & PADDING_BIT) == 0 ? 0 : 1) - HEADER_BYTES;
            frames++;
        }

        long frames() {
            return frames;
        }

        long bytes() {
            return bytes;
        }
    }
}
