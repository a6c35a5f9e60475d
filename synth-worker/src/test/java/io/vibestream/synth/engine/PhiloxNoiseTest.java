package io.vibestream.synth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PhiloxNoiseTest {

    /** Known answers of the authors' own test suite (Random123, philox4x32-10). */
    @Test
    void givesTheAuthorsKnownAnswers() {
        var zeros = new int[4];
        PhiloxNoise.philox(zeros, 0, 0);
        assertThat(zeros).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);

        var ones = new int[]{-1, -1, -1, -1};
        PhiloxNoise.philox(ones, -1, -1);
        assertThat(ones).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);

        var pi = new int[]{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344};
        PhiloxNoise.philox(pi, 0xa4093822, 0x299f31d0);
        assertThat(pi).containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    @Test
    void dependsOnThePlaceAndNothingElse() {
        var noise = new PhiloxNoise(42);
        var once = new float[67];
        var again = new float[70];
        noise.frame(3, once, 0, 67);
        noise.step(3, 1, new float[8], 0, 8);
        noise.frame(3, again, 3, 67);

        assertThat(Arrays.copyOfRange(again, 3, 70)).containsExactly(once);
    }

    @Test
    void differsBetweenSeedsFramesStepsAndUses() {
        var firsts = new float[6];
        new PhiloxNoise(1).frame(0, firsts, 0, 1);
        new PhiloxNoise(1L << 32).frame(0, firsts, 1, 1);
        new PhiloxNoise(1).frame(1, firsts, 2, 1);
        new PhiloxNoise(1).step(1, 0, firsts, 3, 1);
        new PhiloxNoise(1).step(0, 1, firsts, 4, 1);
        firsts[5] = new PhiloxNoise(1).voiceScale(0);

        assertThat(firsts).doesNotHaveDuplicates();
    }

    @Test
    void isStandardNormal() {
        var numbers = new float[200_000];
        new PhiloxNoise(7).voice(0, numbers, 0, numbers.length);

        double sum = 0;
        double squares = 0;
        double fourths = 0;
        for (float number : numbers) {
            sum += number;
            squares += number * number;
            fourths += Math.pow(number, 4);
        }
        assertThat(sum / numbers.length).isCloseTo(0, within(0.01));
        assertThat(squares / numbers.length).isCloseTo(1, within(0.01));
        assertThat(fourths / numbers.length).isCloseTo(3, within(0.06));
    }
}
