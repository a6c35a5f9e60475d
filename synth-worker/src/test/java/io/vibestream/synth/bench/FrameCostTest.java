package io.vibestream.synth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.synth.bench.FrameCost.Part;
import io.vibestream.synth.model.checkpoint.ModelSize;
import org.junit.jupiter.api.Test;

class FrameCostTest {

    private static FrameCost cost(int slots) {
        return FrameCost.of(ModelSize.SMALL.config(), slots, 100, 10, Float.BYTES, Float.SIZE);
    }

    private static Part part(FrameCost cost, String name) {
        return cost.parts().stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
    }

    /** 24 layers of 896 x (2 x 896 + 2 x 128 + 3 x 4,864) weights, 2 x 24 x 128 numbers remembered per token and branch. */
    @Test
    void readsEachWeightOnceForAllSlotsAndTheMemoryOfEach() {
        long weights = 24L * 896 * (2 * 896 + 2 * 128 + 3 * 4_864);
        long remembered = 2L * 24 * 128 * 100 * 2;

        assertThat(part(cost(1), "language model").bytes()).isEqualTo(4 * (weights + remembered));
        assertThat(part(cost(8), "language model").bytes()).isEqualTo(4 * (weights + 8 * remembered));
        assertThat(part(cost(8), "acoustic decoder").bytes()).isEqualTo(part(cost(1), "acoustic decoder").bytes());
    }

    @Test
    void computesEverySlotByItself() {
        assertThat(cost(8).operations()).isEqualTo(8 * cost(1).operations());
    }

    @Test
    void readsTheDiffusionHeadOncePerStep() {
        var one = FrameCost.of(ModelSize.SMALL.config(), 1, 100, 1, Float.BYTES, Float.SIZE);

        assertThat(part(cost(1), "diffusion steps").bytes()).isEqualTo(10 * part(one, "diffusion steps").bytes());
        assertThat(part(cost(1), "diffusion conditions").bytes())
                .isEqualTo(part(one, "diffusion conditions").bytes());
    }

    /** What is slower in each part counts. */
    @Test
    void isBoundByReadingOrByComputing() {
        var cost = cost(1);

        assertThat(cost.bound(new MachineSpeed(1e9, 1e30))).isCloseTo(cost.bytes() / 1e9, within(1e-9));
        assertThat(cost.bound(new MachineSpeed(1e30, 1e9))).isCloseTo(cost.operations() / 1e9, within(1e-9));
    }
}
