package io.vibestream.synth.forward;

import io.vibestream.synth.engine.ForwardPass.Row;
import io.vibestream.synth.engine.Schedule;
import io.vibestream.synth.engine.Utterance.Solver;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.model.DiffusionGraphs;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.ort.Binding;
import io.vibestream.synth.ort.Captured;
import io.vibestream.synth.ort.Session;
import io.vibestream.synth.ort.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The diffusion head and its solver for all slots. Slots may follow schedules of different kinds and lengths: a shorter one
 * stays where it is until the longest is done, which changes no bit of it.
 */
final class Diffusion implements AutoCloseable {

    private final Owned owned = new Owned();
    private final Machine machine;
    private final int hidden;
    private final int latent;
    private final int slots;
    private final int unrolled;
    private final int modulations;
    private final Tensor conditions;
    private final Session times;
    private final Session conditioning;
    private final Session stepping;
    private final Tensor sample;
    private final List<Tensor> previous = new ArrayList<>();
    private final Tensor guidance;
    private final Map<Integer, float[]> timeEmbeddings = new HashMap<>();
    /** What depends on the number of steps; made anew when that grows. */
    private Owned perSteps = new Owned();
    private final Map<Layout, Bound> bound = new HashMap<>();
    private int maxSteps;
    private final List<Tensor> modulation = new ArrayList<>();
    private List<Tensor> stepInputs = List.of();
    private Layout current = new Layout(0, 0);
    private List<Schedule> currentSchedules = List.of();
    private float[] noise = {};
    private boolean noisy;

    private record Layout(int slots, int steps) {}

    private record Bound(Captured conditions, List<Captured> parts) {}

    /**
     * Loads the weights.
     *
     * @param conditions {@code [slots, 2, hidden]}
     */
    Diffusion(Machine machine, Checkpoint checkpoint, int slots, int usualSteps, Tensor conditions) {
        this.machine = machine;
        this.hidden = checkpoint.config().languageModel().hiddenSize();
        this.latent = checkpoint.config().acoustic().latentSize();
        this.slots = slots;
        this.unrolled = machine.unrolledSteps(usualSteps);
        this.modulations = DiffusionGraphs.modulations(checkpoint);
        this.conditions = conditions;
        this.times = owned.own(machine.varyingSession(DiffusionGraphs.times(checkpoint, machine.compute())));
        this.conditioning = owned.own(machine.session(DiffusionGraphs.conditions(checkpoint, machine.compute())));
        this.stepping = owned
                .own(machine.session(DiffusionGraphs.steps(checkpoint, machine.compute(), unrolled)));
        this.sample = owned.own(machine.tensor(ElementType.FLOAT, slots, latent));
        for (int i = 0; i < 2; i++) {
            previous.add(owned.own(machine.tensor(ElementType.FLOAT, slots, latent)));
        }
        this.guidance = owned.own(machine.tensor(ElementType.FLOAT, slots, 1));
        grow(usualSteps);
    }

    /** The sampled latents, {@code [slots, latent]}, still scaled. */
    Tensor sample() {
        return sample;
    }

    /** Samples the latents of the rows. */
    void run(List<? extends Row> rows, int bucket) {
        int longest = rows.stream().mapToInt(row -> row.schedule().steps().size()).max().orElse(0);
        int steps = Math.ceilDiv(longest, unrolled) * unrolled;
        grow(steps);
        var layout = new Layout(bucket, steps);
        var all = bound.computeIfAbsent(layout, this::capture);
        writeSchedules(rows, layout);
        writeNoise(rows, layout);
        all.conditions().run();
        all.parts().forEach(Captured::run);
    }

    private void grow(int steps) {
        if (steps <= maxSteps) {
            return;
        }
        perSteps.close();
        perSteps = new Owned();
        bound.clear();
        modulation.clear();
        current = new Layout(0, 0);
        maxSteps = Math.ceilDiv(steps, unrolled) * unrolled;
        long cells = (long) maxSteps * slots;
        for (int i = 0; i < modulations; i++) {
            modulation.add(perSteps.own(machine.tensor(machine.compute(), cells * 2 * width(i))));
        }
        stepInputs = List.of(perSteps.own(machine.tensor(ElementType.FLOAT, cells * hidden)),
                perSteps.own(machine.tensor(ElementType.FLOAT, cells * DiffusionGraphs.COEFFICIENT_COUNT)),
                perSteps.own(machine.tensor(ElementType.FLOAT, cells * latent)));
        noise = new float[Math.toIntExact(cells * latent)];
        noisy = false;
    }

    private int width(int modulation) {
        return (modulation == modulations - 1 ? 2 : 3) * hidden;
    }

    private Tensor timeInputs() {
        return stepInputs.get(0);
    }

    private Tensor coefficients() {
        return stepInputs.get(1);
    }

    private Tensor stepNoise() {
        return stepInputs.get(2);
    }

    /** Computes, so it comes before what is written for a frame. */
    private Bound capture(Layout layout) {
        long b = layout.slots();
        int steps = layout.steps();
        var scope = perSteps;
        var before = scope.own(conditioning.bind())
                .input(DiffusionGraphs.HIDDEN, scope.own(conditions.view(0, b, 2, hidden)))
                .input(DiffusionGraphs.TIME_EMBEDDINGS, scope.own(timeInputs().view(0, steps, b, hidden)));
        for (int i = 0; i < modulations; i++) {
            before.output(DiffusionGraphs.modulation(i),
                    scope.own(modulation.get(i).view(0, steps, b, 2, width(i))));
        }
        var parts = new ArrayList<Captured>();
        for (int first = 0; first < steps; first += unrolled) {
            parts.add(scope.own(stepping.capture(bindPart(first, b, scope))));
        }
        return new Bound(scope.own(conditioning.capture(before)), parts);
    }

    private Binding bindPart(int first, long b, Owned scope) {
        var latents = scope.own(sample.view(0, b, latent));
        // The prediction before is still read when the next one is written, so they take turns.
        int turn = first / unrolled % 2;
        var part = scope.own(stepping.bind())
                .input(DiffusionGraphs.SAMPLE, latents)
                .output(DiffusionGraphs.NEXT_SAMPLE, latents)
                .input(DiffusionGraphs.PREVIOUS, scope.own(previous.get(turn).view(0, b, latent)))
                .output(DiffusionGraphs.NEXT_PREVIOUS, scope.own(previous.get(1 - turn).view(0, b, latent)))
                .input(DiffusionGraphs.GUIDANCE, scope.own(guidance.view(0, b, 1)))
                .input(DiffusionGraphs.COEFFICIENTS,
                        scope.own(coefficients().view(first * b * DiffusionGraphs.COEFFICIENT_COUNT, unrolled, b,
                                DiffusionGraphs.COEFFICIENT_COUNT)))
                .input(DiffusionGraphs.NOISE, scope.own(stepNoise().view(first * b * latent, unrolled, b, latent)));
        for (int i = 0; i < modulations; i++) {
            part.input(DiffusionGraphs.modulation(i),
                    scope.own(modulation.get(i).view(first * b * 2 * width(i), unrolled, b, 2, width(i))));
        }
        return part;
    }

    /** Coefficients, times and guidance, which stay as they are while the same slots speak. */
    private void writeSchedules(List<? extends Row> rows, Layout layout) {
        var guidances = new float[slots];
        var schedules = new ArrayList<Schedule>(Collections.nCopies(layout.slots(), IDLE));
        for (var row : rows) {
            guidances[row.slot()] = row.guidance();
            schedules.set(row.slot(), row.schedule());
        }
        guidance.write(guidances);
        if (layout.equals(current) && schedules.equals(currentSchedules)) {
            return;
        }
        int b = layout.slots();
        var factors = new float[layout.steps() * b * DiffusionGraphs.COEFFICIENT_COUNT];
        var embeddings = new float[layout.steps() * b * hidden];
        for (int slot = 0; slot < b; slot++) {
            var steps = schedules.get(slot).steps();
            for (int k = 0; k < layout.steps(); k++) {
                var step = k < steps.size() ? steps.get(k) : Schedule.Step.STAY;
                int cell = k * b + slot;
                write(step, factors, cell * DiffusionGraphs.COEFFICIENT_COUNT);
                System.arraycopy(timeEmbedding(step.time()), 0, embeddings, cell * hidden, hidden);
            }
        }
        coefficients().write(0, factors, 0, factors.length);
        timeInputs().write(0, embeddings, 0, embeddings.length);
        current = layout;
        currentSchedules = List.copyOf(schedules);
    }

    private static final Schedule IDLE = new Schedule(Solver.ODE, List.of());

    private static void write(Schedule.Step step, float[] factors, int from) {
        factors[from] = step.signal();
        factors[from + 1] = step.noise();
        factors[from + 2] = step.sample();
        factors[from + 3] = step.weight();
        factors[from + 4] = step.bend();
        factors[from + 5] = step.fresh();
    }

    private float[] timeEmbedding(int time) {
        return timeEmbeddings.computeIfAbsent(time, this::computeTimeEmbedding);
    }

    private float[] computeTimeEmbedding(int time) {
        var features = DiffusionGraphs.timeFeatures(asTheModelSees(time));
        try (var input = machine.tensor(ElementType.FLOAT, 1, features.length);
                var output = machine.tensor(ElementType.FLOAT, 1, hidden);
                var binding = times.bind()) {
            input.write(features);
            times.run(binding.input(DiffusionGraphs.TIME_FEATURES, input).output(DiffusionGraphs.TIME_EMBEDDINGS,
                    output));
            return output.floats();
        }
    }

    /**
     * Trained in bfloat16, the model was told times rounded to it (999 as 1000, for one), so it is told the same here when
     * it runs in bfloat16.
     */
    private float asTheModelSees(int time) {
        if (machine.compute() != ElementType.BFLOAT16) {
            return time;
        }
        int bits = Float.floatToIntBits(time);
        int rounded = bits + 0x7FFF + (bits >>> 16 & 1);
        return Float.intBitsToFloat(rounded & 0xFFFF0000);
    }

    private void writeNoise(List<? extends Row> rows, Layout layout) {
        var start = new float[layout.slots() * latent];
        rows.forEach(row -> row.startNoise(start, row.slot() * latent));
        sample.write(0, start, 0, start.length);
        // The first step multiplies what was predicted before by zero, which does not take away what is not a number.
        previous.getFirst().write(new float[slots * latent]);
        boolean fresh = rows.stream().anyMatch(row -> row.schedule().solver() == Solver.SDE);
        if (!fresh && !noisy) {
            return; // zeros already
        }
        Arrays.fill(noise, 0);
        for (var row : rows) {
            if (row.schedule().solver() == Solver.SDE) {
                for (int k = 0; k < row.schedule().steps().size(); k++) {
                    row.stepNoise(k, noise, (k * layout.slots() + row.slot()) * latent);
                }
            }
        }
        stepNoise().write(0, noise, 0, noise.length);
        noisy = fresh;
    }

    @Override
    public void close() {
        perSteps.close();
        owned.close();
    }
}
