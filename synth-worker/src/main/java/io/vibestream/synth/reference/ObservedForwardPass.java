package io.vibestream.synth.reference;

import io.vibestream.synth.engine.ForwardPass;
import java.util.ArrayList;
import java.util.List;

/** Passes everything on and keeps what recordings were encoded to, one list of pieces for each. */
final class ObservedForwardPass implements ForwardPass {

    private final ForwardPass inner;
    private final List<List<float[]>> voices;

    ObservedForwardPass(ForwardPass inner, List<List<float[]>> voices) {
        this.inner = inner;
        this.voices = voices;
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
        var encoder = inner.encodeVoice();
        var pieces = new ArrayList<float[]>();
        voices.add(pieces);
        return new VoiceEncoder() {

            @Override
            public float[] next(float[] samples) {
                var means = encoder.next(samples);
                pieces.add(means);
                return means;
            }

            @Override
            public void close() {
                encoder.close();
            }
        };
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
    public List<Stepped> run(List<? extends Row> rows) {
        return inner.run(rows);
    }

    @Override
    public void close() {
        inner.close();
    }
}
