package io.vibestream.synth.bench;

import io.vibestream.synth.engine.ForwardPass;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Passes everything on and keeps when each tick of so many rows began and ended. Used by the engine thread alone. */
final class TimedForwardPass implements ForwardPass {

    private final ForwardPass inner;
    private final LongSupplier computing;
    private final List<Tick> ticks = new ArrayList<>();

    /**
     * One tick.
     *
     * @param computing nanoseconds that ONNX Runtime had computed when it ended, since the process began
     */
    record Tick(int rows, long begun, long ended, long computing) {

        long nanos() {
            return ended - begun;
        }
    }

    TimedForwardPass(ForwardPass inner, LongSupplier computing) {
        this.inner = inner;
        this.computing = computing;
    }

    List<Tick> ticks() {
        return ticks;
    }

    @Override
    public List<Stepped> run(List<? extends Row> rows) {
        long begun = System.nanoTime();
        var results = inner.run(rows);
        ticks.add(new Tick(rows.size(), begun, System.nanoTime(), computing.getAsLong()));
        return results;
    }

    @Override
    public Size size() {
        return inner.size();
    }

    @Override
    public float[] embed(int... tokens) {
        return inner.embed(tokens);
    }

    @Override
    public VoiceEncoder encodeVoice() {
        return inner.encodeVoice();
    }

    @Override
    public float[] embedVoice(float[] latents) {
        return inner.embedVoice(latents);
    }

    @Override
    public void prefill(int slot, int position, float[] embeddings) {
        inner.prefill(slot, position, embeddings);
    }

    @Override
    public void place(int slot, float[] embedding) {
        inner.place(slot, embedding);
    }

    @Override
    public void close() {
        // the network is measured more than once, and closed by whoever loaded it
    }
}
