package io.vibestream.audio.encode;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.vibestream.audio.Pcm;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** MP3 frames by the system's libmp3lame. Owned by one thread. */
final class LameEncoder implements TrackEncoder {

    /** How many native encoders are open: tests assert that none is left. */
    static final AtomicInteger OPEN = new AtomicInteger();

    private static final int BLOCK = 4608;

    /** LAME's own bound for what one call returns. */
    private static final int OUT_BYTES = BLOCK * 5 / 4 + 7200;

    private final Lame lame;
    private final MemorySegment state;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment samples = arena.allocate(JAVA_FLOAT, BLOCK);
    private final MemorySegment out = arena.allocate(OUT_BYTES);
    private final float[] block = new float[BLOCK];

    private LameEncoder(Lame lame, EncoderSettings settings) {
        this.lame = lame;
        state = lame.open(settings);
        OPEN.incrementAndGet();
    }

    static TrackEncoder open(Lame lame, EncoderSettings settings, List<Chapter> chapters) {
        Limits.check(AudioFormat.MP3, settings);
        return new OneTrack(new Mp3File(new LameEncoder(lame, settings), settings, chapters), settings.sampleRate());
    }

    @Override
    public byte[] encode(Pcm audio) {
        var bytes = new ByteArrayOutputStream();
        for (int from = 0; from < audio.length(); from += BLOCK) {
            int count = Math.min(BLOCK, audio.length() - from);
            audio.copyTo(block, 0, from, count);
            MemorySegment.copy(block, 0, samples, JAVA_FLOAT, 0, count);
            bytes.writeBytes(written(lame.encode(state, samples, count, out)));
        }
        return bytes.toByteArray();
    }

    @Override
    public Ending finish() {
        return new Ending(written(lame.flush(state, out)), List.of());
    }

    private byte[] written(int count) {
        return out.asSlice(0, count).toArray(JAVA_BYTE);
    }

    @Override
    public void close() {
        lame.close(state);
        arena.close();
        OPEN.decrementAndGet();
    }
}
