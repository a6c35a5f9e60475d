package io.vibestream.assembler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Resampler;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockResamplerTest {

    @ParameterizedTest
    @ValueSource(ints = {8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000})
    void blocksGiveTheSamplesOfTheWhole(int rate) {
        for (int length : new int[]{0, 1, 100, 333_333}) {
            var random = new Random(rate + length);
            var samples = new float[length];
            for (int i = 0; i < length; i++) {
                samples[i] = random.nextFloat() * 2 - 1;
            }
            var whole = Pcm.of(24_000, samples);

            var blocks = inPieces(whole, rate, random);

            assertThat(Arrays.equals(blocks, Resampler.resample(whole, rate).toArray()))
                    .as("%d samples to %d Hz", length, rate).isTrue();
        }
    }

    private static float[] inPieces(Pcm whole, int rate, Random random) {
        var resampler = new BlockResampler(24_000, rate);
        var out = new float[whole.length() * 3 + 1000];
        int length = 0;
        for (int at = 0; at < whole.length();) {
            int next = Math.min(whole.length(), at + 1 + random.nextInt(300_000));
            for (var block : resampler.process(whole.slice(at, next))) {
                block.copyTo(out, length, 0, block.length());
                length += block.length();
            }
            at = next;
        }
        var rest = resampler.finish();
        rest.copyTo(out, length, 0, rest.length());
        return Arrays.copyOf(out, length + rest.length());
    }
}
