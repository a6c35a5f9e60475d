package io.vibestream.synth.reference;

import io.vibestream.synth.engine.ForwardPass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Passes everything on, keeps what recordings were encoded to, and may let each frame follow on a recorded one. */
final class ObservedForwardPass implements ForwardPass {

    private final ForwardPass inner;
    private final List<List<float[]>> voices;
    private final Optional<RecordedFeedback> feedback;

    /** @param voices gets one list of pieces for each recording */
    ObservedForwardPass(ForwardPass inner, List<List<float[]>> voices, Optional<RecordedFeedback> feedback) {
        this.inner = inner;
        this.voices = voices;
        this.feedback = feedback;
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
        var results = inner.run(rows);
        feedback.ifPresent(recorded -> results.forEach(stepped -> recorded.replace(inner, stepped)));
        return results;
    }

    @Override
    public void close() {
        inner.close();
    }
}
