package io.vibestream.synth.forward;

import io.vibestream.synth.engine.ForwardPass;
import io.vibestream.synth.engine.Schedule;
import io.vibestream.synth.engine.Utterance.Solver;

/** A row for one tick, with no noise. */
record Positioned(int slot, int position, int negativePosition, boolean fresh) implements ForwardPass.Row {

    private static final Schedule SCHEDULE = Schedule.of(Solver.ODE, 2);

    static Positioned of(int slot, int position) {
        return of(slot, position, 0);
    }

    static Positioned of(int slot, int position, int negativePosition) {
        return new Positioned(slot, position, negativePosition, false);
    }

    static Positioned fresh(int slot) {
        return new Positioned(slot, 0, 0, true);
    }

    @Override
    public Schedule schedule() {
        return SCHEDULE;
    }

    @Override
    public float guidance() {
        return 1.5f;
    }

    @Override
    public void startNoise(float[] target, int from) {
        // zeros
    }

    @Override
    public void stepNoise(int step, float[] target, int from) {
        // never asked for by this solver
    }
}
