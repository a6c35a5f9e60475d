package io.vibestream.synth.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.ForwardPass;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.ort.Started;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrtForwardPassTest {

    private static final int TICKS = 12;

    private final Started started = new Started();
    private final Checkpoint checkpoint;
    private final ControlTokens control;

    OrtForwardPassTest() throws IOException {
        var speaker = Speaker.open();
        this.checkpoint = speaker.checkpoint();
        this.control = speaker.control();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        started.close();
    }

    private OrtForwardPass load(int slots) {
        return OrtForwardPass.load(Machine.cpu(started.ort()), checkpoint, control,
                new OrtForwardPass.Settings(slots, 64, 5));
    }

    private Driven alone(ForwardPass forward, long seed) {
        var driven = Driven.of(0, seed).begin(forward);
        for (int i = 0; i < TICKS; i++) {
            Driven.tick(forward, control, driven);
        }
        return driven;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void saysTheSameInABatchAsAlone(long seed) {
        try (var forward = load(5); var single = load(1)) {
            var batch = new Driven[5];
            for (int slot = 0; slot < batch.length; slot++) {
                batch[slot] = Driven.of(slot, 100 * seed + slot).begin(forward);
            }

            for (int i = 0; i < TICKS; i++) {
                Driven.tick(forward, control, batch);
            }

            assertThat(Arrays.stream(batch).mapToInt(Driven::frames).sum()).as("frames, seed %d", seed).isPositive();
            for (int slot = 0; slot < batch.length; slot++) {
                var alone = alone(single, 100 * seed + slot);
                assertThat(batch[slot].tokens()).as("seed %d slot %d", seed, slot).isEqualTo(alone.tokens());
                assertClose(batch[slot].audio(), alone.audio(), seed);
            }
        }
    }

    private static void assertClose(float[] found, float[] expected, long seed) {
        assertThat(found).hasSameSizeAs(expected);
        float magnitude = 0;
        float difference = 0;
        for (int i = 0; i < found.length; i++) {
            magnitude = Math.max(magnitude, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(found[i] - expected[i]));
        }
        assertThat(difference).as("seed %d", seed).isLessThanOrEqualTo(1e-4f * magnitude);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 19, 21})
    void isNotChangedByOneBitByWhoeverElseIsInItsBucket(long seed) {
        try (var forward = load(2)) {
            var beside = pair(forward, Driven.of(0, seed), Driven.of(1, seed + 50));
            assertThat(beside.frames()).as("frames, seed %d", seed).isPositive();
            var besideAnother = pair(forward, Driven.of(0, seed), Driven.of(1, seed + 60));

            assertThat(besideAnother.tokens()).as("seed %d", seed).isEqualTo(beside.tokens());
            assertThat(besideAnother.audio()).as("seed %d", seed).containsExactly(beside.audio());
        }
    }

    private Driven pair(ForwardPass forward, Driven first, Driven second) {
        first.begin(forward);
        second.begin(forward);
        for (int i = 0; i < TICKS; i++) {
            Driven.tick(forward, control, first, second);
        }
        return first;
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 15, 19})
    void isNotChangedByJoiningLeavingAndPausing(long seed) {
        try (var forward = load(2)) {
            var steady = Driven.of(1, seed).begin(forward);
            var pausing = Driven.of(1, seed);
            var random = new Random(seed);
            for (int i = 0; i < TICKS; i++) {
                Driven.tick(forward, control, steady);
            }

            assertThat(steady.frames()).as("frames, seed %d", seed).isPositive();
            pausing.begin(forward);
            var other = Driven.of(0, seed + 7);
            other.begin(forward);
            while (pausing.tokens().size() < TICKS) {
                switch (random.nextInt(4)) {
                    case 0 -> Driven.tick(forward, control, pausing);
                    case 1 -> Driven.tick(forward, control, other, pausing);
                    case 2 -> Driven.tick(forward, control, other);
                    default -> other = Driven.of(0, random.nextLong()).begin(forward);
                }
                if (other.tokens().size() > 20) {
                    other = Driven.of(0, random.nextLong()).begin(forward);
                }
            }

            assertThat(pausing.tokens()).as("seed %d", seed).isEqualTo(steady.tokens());
            assertThat(pausing.audio()).as("seed %d", seed).containsExactly(steady.audio());
        }
    }

    @Test
    void findsACancelledSlotClean() {
        try (var used = load(1); var unused = load(1)) {
            var cancelled = Driven.of(0, 10).begin(used);
            for (int i = 0; i < 7; i++) {
                Driven.tick(used, control, cancelled);
            }

            var next = alone(used, 19);

            var expected = alone(unused, 19);
            assertThat(expected.frames()).isPositive();
            assertThat(next.tokens()).isEqualTo(expected.tokens());
            assertThat(next.audio()).containsExactly(expected.audio());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11, 19})
    void findsASlotCleanInWhichNothingWasANumber(long seed) {
        try (var used = load(1); var unused = load(1)) {
            var spoiled = Driven.of(0, seed).spoiled().begin(used);
            for (int i = 0; i < 7; i++) {
                Driven.tick(used, control, spoiled);
            }
            assertThat(spoiled.audio()).as("seed %d", seed).contains(Float.NaN);
            assertThat(spoiled.tokens()).as("seed %d", seed).endsWith(control.frame(), control.frame());

            var next = alone(used, 19);

            assertThat(next.audio()).as("seed %d", seed).containsExactly(alone(unused, 19).audio());
        }
    }

    @Test
    void readsAPromptInPiecesLikeAtOnce() {
        var prompt = new int[]{20, 30, 40, 50, 60, 70, 80, 90, 100, 110};
        try (var forward = load(2)) {
            int hidden = forward.size().hidden();
            var embeddings = forward.embed(prompt);
            forward.prefill(0, 0, Arrays.copyOf(embeddings, 9 * hidden));
            forward.prefill(1, 0, Arrays.copyOf(embeddings, 4 * hidden));
            forward.prefill(1, 4, Arrays.copyOfRange(embeddings, 4 * hidden, 9 * hidden));
            var last = Arrays.copyOfRange(embeddings, 9 * hidden, 10 * hidden);
            forward.place(0, last);
            forward.place(1, last);

            var stepped = forward.run(List.of(Positioned.of(0, 9), Positioned.of(1, 9)));

            assertThat(stepped.get(0).token()).isEqualTo(stepped.get(1).token());
            assertThat(stepped.get(0).audio()).isEqualTo(stepped.get(1).audio());
        }
    }

    @Test
    void keepsTheTwoBranchesOfASlotApart() {
        int hidden = checkpoint.config().languageModel().hiddenSize();
        var machine = Machine.cpu(started.ort());
        var random = new Random(3);
        try (var pending = started.ort().tensor(ElementType.FLOAT, 2, 2, hidden);
                var model = new LanguageModel(machine, checkpoint, Optional.empty(), 2, 64, pending,
                        control.ascending())) {
            // One slot has read a prompt; the first branch of the other begins where the second of the first one does.
            model.prefill(0, 0, numbers(random, 7 * hidden));
            for (int step = 0; step < 5; step++) {
                var next = numbers(random, hidden);
                for (int row = 0; row < 4; row++) {
                    pending.write((long) row * hidden, next, 0, hidden);
                }

                model.run(List.of(Positioned.of(0, 7 + step, step), Positioned.of(1, step, step)), 2);

                var states = model.hidden().floats();
                var negative = Arrays.copyOfRange(states, hidden, 2 * hidden);
                assertThat(Arrays.copyOfRange(states, 2 * hidden, 3 * hidden)).containsExactly(negative);
                assertThat(Arrays.copyOfRange(states, 0, hidden)).isNotEqualTo(negative);
            }
        }
    }

    @Test
    void beginsWithSilenceWhenTold() {
        var machine = Machine.cpu(started.ort());
        int hidden = checkpoint.config().languageModel().hiddenSize();
        int latent = checkpoint.config().acoustic().latentSize();
        try (var latents = started.ort().tensor(ElementType.FLOAT, 1, latent);
                var pending = started.ort().tensor(ElementType.FLOAT, 1, 2, hidden);
                var frames = new Frames(machine, checkpoint, 1, latents, pending)) {
            latents.write(numbers(new Random(4), latent));
            frames.run(List.of(Positioned.fresh(0)), 1);
            var first = frames.audio().floats();
            frames.run(List.of(Positioned.of(0, 0)), 1);
            var second = frames.audio().floats();

            frames.run(List.of(Positioned.fresh(0)), 1);

            assertThat(second).isNotEqualTo(first);
            assertThat(frames.audio().floats()).containsExactly(first);
        }
    }

    private static float[] numbers(Random random, int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
