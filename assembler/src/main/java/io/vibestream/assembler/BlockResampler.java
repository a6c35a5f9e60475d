package io.vibestream.assembler;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Resampler;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Resamples a track of any length in blocks: the same samples as resampling it whole, in bounded memory. Every block is resampled together
 * with its neighbourhood, as far as the filter reaches. Owned by one thread.
 */
final class BlockResampler {

    /** Long enough that computing the filter anew for every block costs little. */
    private static final int BLOCK_SECONDS = 10;
    /** Samples of the lower rate that the filter of {@link Resampler} reaches to each side, rounded up: 64 / 0.957. */
    private static final int REACH = 68;

    private final int from;
    private final int to;
    private final int block;
    private final int margin;
    /** What comes before the block (at first, silence), the block itself, and what comes after it. */
    private final float[] window;
    private int held;

    BlockResampler(int from, int to) {
        this.from = from;
        this.to = to;
        // Blocks and margins of whole periods keep the phases of the filter where they are in the whole track.
        int period = from / BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValueExact();
        block = roundUp(from * BLOCK_SECONDS, period);
        margin = roundUp((int) Math.ceil(REACH * Math.max(1.0, (double) from / to)), period);
        window = new float[from == to ? 0 : margin + block + margin];
        held = margin;
    }

    private static int roundUp(int value, int step) {
        return Math.ceilDiv(value, step) * step;
    }

    /** Takes the next piece and hands out whatever it completes. */
    List<Pcm> process(Pcm audio) {
        if (from == to) {
            return List.of(audio);
        }
        var ready = new ArrayList<Pcm>();
        for (int read = 0; read < audio.length();) {
            int count = Math.min(audio.length() - read, window.length - held);
            audio.copyTo(window, held, read, count);
            read += count;
            held += count;
            if (held == window.length) {
                ready.add(resampled(margin + block));
                System.arraycopy(window, block, window, 0, 2 * margin);
                held = 2 * margin;
            }
        }
        return ready;
    }

    /** Hands out the rest. */
    Pcm finish() {
        return from == to ? Pcm.silence(to, 0) : resampled(held);
    }

    /** The result of the window from its first margin up to {@code end}. */
    private Pcm resampled(int end) {
        var out = Resampler.resample(Pcm.of(from, Arrays.copyOf(window, held)), to);
        // Whole periods give whole samples; only the end of the track is rounded.
        int last = end == held ? out.length() : output(end);
        return out.slice(output(margin), last);
    }

    private int output(int input) {
        return Math.toIntExact((long) input * to / from);
    }
}
