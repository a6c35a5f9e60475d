package io.vibestream.synth.forward;

import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.ForwardPass;
import io.vibestream.synth.engine.ForwardPass.Stepped;
import io.vibestream.synth.engine.Noise;
import io.vibestream.synth.engine.PhiloxNoise;
import io.vibestream.synth.engine.Schedule;
import io.vibestream.synth.engine.Utterance.Solver;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** One sequence driven by hand, so that a test decides who is in which tick. It never stops by itself. */
final class Driven implements ForwardPass.Row {

    private final int slot;
    private final int[] prompt;
    private final Schedule schedule;
    private final float guidance;
    private final Noise noise;
    private final List<Integer> tokens = new ArrayList<>();
    private final List<float[]> audio = new ArrayList<>();
    private int latent;
    private int position;
    private int negativePosition;
    private boolean fresh = true;

    private Driven(int slot, int[] prompt, Schedule schedule, float guidance, Noise noise) {
        this.slot = slot;
        this.prompt = prompt;
        this.schedule = schedule;
        this.guidance = guidance;
        this.noise = noise;
    }

    /** A sequence that is the same for the same seed, whatever its slot. */
    static Driven of(int slot, long seed) {
        var random = new Random(seed);
        var prompt = random.ints(5 + random.nextInt(20), 10, 300).toArray();
        var solver = random.nextBoolean() ? Solver.ODE : Solver.SDE;
        return new Driven(slot, prompt, Schedule.of(solver, 1 + random.nextInt(8)), 1 + random.nextFloat(),
                new PhiloxNoise(seed));
    }

    /** The same, guided so far that nothing it speaks is a number any more. */
    Driven spoiled() {
        return new Driven(slot, prompt, schedule, Float.NaN, noise);
    }

    Driven begin(ForwardPass forward) {
        int hidden = forward.size().hidden();
        var embeddings = forward.embed(prompt);
        latent = forward.size().latent();
        position = prompt.length - 1;
        forward.prefill(slot, 0, Arrays.copyOf(embeddings, position * hidden));
        forward.place(slot, Arrays.copyOfRange(embeddings, position * hidden, (position + 1) * hidden));
        return this;
    }

    static void tick(ForwardPass forward, ControlTokens control, Driven... rows) {
        var stepped = forward.run(List.of(rows));
        for (int i = 0; i < rows.length; i++) {
            rows[i].apply(forward, control, stepped.get(i));
        }
    }

    private void apply(ForwardPass forward, ControlTokens control, Stepped stepped) {
        tokens.add(stepped.token());
        stepped.audio().ifPresent(pcm -> audio.add(pcm.toArray()));
        position++;
        if (stepped.token() == control.frame()) {
            negativePosition++;
            fresh = false;
            return;
        }
        fresh |= stepped.token() == control.end();
        negativePosition = stepped.token() == control.start() ? 0 : negativePosition;
        forward.place(slot, forward.embed(stepped.token()));
    }

    List<Integer> tokens() {
        return tokens;
    }

    int frames() {
        return audio.size();
    }

    float[] audio() {
        var all = new float[audio.stream().mapToInt(frame -> frame.length).sum()];
        int at = 0;
        for (var frame : audio) {
            System.arraycopy(frame, 0, all, at, frame.length);
            at += frame.length;
        }
        return all;
    }

    @Override
    public int slot() {
        return slot;
    }

    @Override
    public int position() {
        return position;
    }

    @Override
    public int negativePosition() {
        return negativePosition;
    }

    @Override
    public boolean fresh() {
        return fresh;
    }

    @Override
    public Schedule schedule() {
        return schedule;
    }

    @Override
    public float guidance() {
        return guidance;
    }

    @Override
    public void startNoise(float[] target, int from) {
        noise.frame(audio.size(), target, from, latent);
    }

    @Override
    public void stepNoise(int step, float[] target, int from) {
        noise.step(audio.size(), step, target, from, latent);
    }
}
