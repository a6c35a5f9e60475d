package io.vibestream.audio.encode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The tag in the first frame of an MP3 file, read by the published layout ("Mp3 Info Tag rev 1", G. Bouvigne) and not
 * by any encoder's own library.
 */
record LameTag(int frames, int bytes, int delay, int padding) {

    static LameTag parse(byte[] file) {
        var mp3 = ByteBuffer.wrap(file);
        int start = 10 + (file[6] << 21 | file[7] << 14 | file[8] << 7 | file[9]); // Behind the ID3v2 tag.
        boolean mpeg1 = (file[start + 1] >> 3 & 3) == 3;
        int tag = start + 4 + (mpeg1 ? 17 : 9); // Behind header and side information of a mono frame.
        var name = new String(file, tag, 4, StandardCharsets.ISO_8859_1);
        if ((mp3.getShort(start) & 0xFFE0) != 0xFFE0 || (!name.equals("Info") && !name.equals("Xing"))) {
            throw new IllegalArgumentException("expected a frame with Info or Xing at " + start + ", found " + name);
        }
        int delays = mp3.getInt(tag + 8 + 4 + 4 + 100 + 4 + 21 - 1) & 0xFFFFFF;
        return new LameTag(mp3.getInt(tag + 8), mp3.getInt(tag + 12), delays >> 12, delays & 0xFFF);
    }

    int samples(int sampleRate) {
        return frames * (sampleRate > 24000 ? 1152 : 576) - delay - padding;
    }
}
