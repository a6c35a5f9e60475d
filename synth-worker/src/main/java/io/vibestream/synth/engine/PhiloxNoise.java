package io.vibestream.synth.engine;

/**
 * Noise from the counter-based generator Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011) and the Box-Muller transform. The seed is the key; the place is the counter.
 */
public final class PhiloxNoise implements Noise {

    private static final int FRAME = 0;
    private static final int STEP = 1;
    private static final int VOICE_SCALE = 2;
    private static final int VOICE = 3;

    private static final int ROUNDS = 10;
    private static final long MULTIPLIER_A = 0xD2511F53L;
    private static final long MULTIPLIER_B = 0xCD9E8D57L;
    private static final int WEYL_A = 0x9E3779B9;
    private static final int WEYL_B = 0xBB67AE85;

    private final long seed;

    public PhiloxNoise(long seed) {
        this.seed = seed;
    }

    @Override
    public void frame(int frame, float[] target, int from, int count) {
        fill(FRAME, frame, 0, target, from, count);
    }

    @Override
    public void step(int frame, int step, float[] target, int from, int count) {
        fill(STEP, frame, step, target, from, count);
    }

    @Override
    public float voiceScale(int voice) {
        var one = new float[1];
        fill(VOICE_SCALE, voice, 0, one, 0, 1);
        return one[0];
    }

    @Override
    public void voice(int voice, float[] target, int from, int count) {
        fill(VOICE, voice, 0, target, from, count);
    }

    private void fill(int kind, int index, int step, float[] target, int from, int count) {
        var block = new int[4];
        for (int i = 0; i < count; i += 4) {
            block[0] = i / 4;
            block[1] = index;
            block[2] = step;
            block[3] = kind;
            philox(block, (int) seed, (int) (seed >>> 32));
            for (int pair = 0; pair < 4 && i + pair < count; pair += 2) {
                double radius = Math.sqrt(-2 * Math.log(unit(block[pair])));
                double angle = 2 * Math.PI * unit(block[pair + 1]);
                target[from + i + pair] = (float) (radius * Math.cos(angle));
                if (i + pair + 1 < count) {
                    target[from + i + pair + 1] = (float) (radius * Math.sin(angle));
                }
            }
        }
    }

    /** Above 0 and below 1, so that its logarithm exists. */
    private static double unit(int bits) {
        return ((bits & 0xFFFFFFFFL) + 0.5) * 0x1p-32;
    }

    /** Replaces a counter by its random block. */
    static void philox(int[] counter, int keyA, int keyB) {
        int a = keyA;
        int b = keyB;
        for (int round = 0; round < ROUNDS; round++) {
            long productA = MULTIPLIER_A * (counter[0] & 0xFFFFFFFFL);
            long productB = MULTIPLIER_B * (counter[2] & 0xFFFFFFFFL);
            int first = (int) (productB >>> 32) ^ counter[1] ^ a;
            int third = (int) (productA >>> 32) ^ counter[3] ^ b;
            counter[0] = first;
            counter[1] = (int) productB;
            counter[2] = third;
            counter[3] = (int) productA;
            a += WEYL_A;
            b += WEYL_B;
        }
    }
}
