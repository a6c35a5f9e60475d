package io.vibestream.synth.reference;

import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.ForwardPass;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.model.FeedbackGraph;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.ort.Ort;
import io.vibestream.synth.ort.SessionSettings;
import java.util.Arrays;

/**
 * Lets the network go on from the frames that the reference recorded instead of its own, so that each frame shows its own
 * error and not what rounding in the frames before has grown to.
 */
final class RecordedFeedback {

    private final ControlTokens control;
    private final float[] embeddings;
    private final int hidden;
    private int frames;

    private RecordedFeedback(ControlTokens control, float[] embeddings, int hidden) {
        this.control = control;
        this.embeddings = embeddings;
        this.hidden = hidden;
    }

    /** Computes what the language model hears of every recorded frame. */
    static RecordedFeedback of(Ort ort, Checkpoint checkpoint, ControlTokens control, ReferenceCase recorded) {
        int hidden = checkpoint.config().languageModel().hiddenSize();
        var latent = recorded.floats("latent");
        var semantic = recorded.floats("semantic");
        long frames = latent.length / checkpoint.config().acoustic().latentSize();
        try (var session = ort.session(FeedbackGraph.build(checkpoint, ElementType.FLOAT), SessionSettings.forCpu());
                var latents = ort.tensor(ElementType.FLOAT, frames, latent.length / frames);
                var features = ort.tensor(ElementType.FLOAT, frames, semantic.length / frames);
                var heard = ort.tensor(ElementType.FLOAT, frames, hidden);
                var binding = session.bind()) {
            latents.write(latent);
            features.write(semantic);
            session.run(binding.input(FeedbackGraph.LATENTS, latents).input(FeedbackGraph.SEMANTIC, features)
                    .output(FeedbackGraph.EMBEDDINGS, heard));
            return new RecordedFeedback(control, heard.floats(), hidden);
        }
    }

    /** Puts the recorded frame in the place of the one that was just spoken, if one was. */
    void replace(ForwardPass forward, ForwardPass.Stepped stepped) {
        if (stepped.token() == control.frame() && (frames + 1) * hidden <= embeddings.length) {
            forward.place(stepped.slot(), Arrays.copyOfRange(embeddings, frames * hidden, (frames + 1) * hidden));
            frames++;
        }
    }
}
