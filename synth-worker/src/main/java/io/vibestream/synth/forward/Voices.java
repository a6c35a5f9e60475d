package io.vibestream.synth.forward;

import io.vibestream.synth.engine.ForwardPass.VoiceEncoder;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.model.EmbeddingGraph;
import io.vibestream.synth.model.StackGraph;
import io.vibestream.synth.model.VoiceGraph;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.ort.Session;
import java.util.Arrays;
import java.util.Optional;

/** What a prompt is made of: tokens and recordings as embeddings. */
final class Voices implements AutoCloseable {

    private final Owned owned = new Owned();
    private final Machine machine;
    private final Checkpoint checkpoint;
    private final int hidden;
    private final int latent;
    private final Session embedding;
    private final Session connecting;
    /** Loaded with the first recording: many engines never see one, and the weights are large. */
    private Optional<Session> encoder = Optional.empty();

    Voices(Machine machine, Checkpoint checkpoint) {
        this.machine = machine;
        this.checkpoint = checkpoint;
        this.hidden = checkpoint.config().languageModel().hiddenSize();
        this.latent = checkpoint.config().acoustic().latentSize();
        this.embedding = owned.own(machine.hostSession(EmbeddingGraph.build(checkpoint)));
        this.connecting = owned.own(machine.varyingSession(VoiceGraph.build(checkpoint, machine.compute())));
    }

    float[] embed(int... tokens) {
        try (var input = machine.hostTensor(ElementType.INT64, tokens.length);
                var output = machine.hostTensor(ElementType.FLOAT, tokens.length, hidden);
                var binding = embedding.bind()) {
            input.write(Arrays.stream(tokens).asLongStream().toArray());
            embedding.run(binding.input(EmbeddingGraph.TOKENS, input).output(EmbeddingGraph.EMBEDDINGS, output));
            return output.floats();
        }
    }

    float[] embedVoice(float[] latents) {
        int frames = latents.length / latent;
        try (var input = machine.tensor(ElementType.FLOAT, frames, latent);
                var output = machine.tensor(ElementType.FLOAT, frames, hidden);
                var binding = connecting.bind()) {
            input.write(latents);
            connecting.run(binding.input(VoiceGraph.LATENTS, input).output(VoiceGraph.EMBEDDINGS, output));
            return output.floats();
        }
    }

    VoiceEncoder encode() {
        var session = encoder.orElseGet(
                () -> owned.own(machine.varyingSession(StackGraph.acousticEncoder(checkpoint, machine.compute()))));
        encoder = Optional.of(session);
        var state = machine.tensor(ElementType.FLOAT, 1, session.model().port(StackGraph.STATE).shape().last().value());
        return new VoiceEncoder() {

            @Override
            public float[] next(float[] samples) {
                int frames = samples.length / checkpoint.config().samplesPerFrame();
                try (var signal = machine.tensor(ElementType.FLOAT, 1, samples.length, 1);
                        var result = machine.tensor(ElementType.FLOAT, 1, frames, latent);
                        var binding = session.bind()) {
                    signal.write(samples);
                    session.run(binding.input(StackGraph.SIGNAL, signal).input(StackGraph.STATE, state)
                            .output(StackGraph.NEXT_STATE, state).output(StackGraph.RESULT, result));
                    return result.floats();
                }
            }

            @Override
            public void close() {
                state.close();
            }
        };
    }

    @Override
    public void close() {
        owned.close();
    }
}
