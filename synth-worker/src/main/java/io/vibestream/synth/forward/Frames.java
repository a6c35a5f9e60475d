package io.vibestream.synth.forward;

import io.vibestream.synth.engine.ForwardPass.Row;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.model.FrameGraph;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.ort.Binding;
import io.vibestream.synth.ort.Captured;
import io.vibestream.synth.ort.Session;
import io.vibestream.synth.ort.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From latents to audio and on to the next inputs, with what the convolutions of all slots remember. */
final class Frames implements AutoCloseable {

    private final Owned owned = new Owned();
    private final int slots;
    private final Session session;
    private final Tensor latents;
    private final Tensor embedding;
    private final Tensor speaking;
    private final Tensor fresh;
    private final Map<String, Tensor> states = new HashMap<>();
    private final Tensor audio;
    private final Tensor semantic;
    private final Map<Integer, Captured> buckets = new HashMap<>();

    /**
     * Loads the weights and takes the memory of all slots.
     *
     * @param latents {@code [slots, latent]}
     * @param embedding the pending inputs, {@code [slots, 2, hidden]}
     */
    Frames(Machine machine, Checkpoint checkpoint, int slots, Tensor latents, Tensor embedding) {
        this.slots = slots;
        this.latents = latents;
        this.embedding = embedding;
        var model = FrameGraph.build(checkpoint, machine.compute());
        this.session = owned.own(machine.session(model));
        this.speaking = owned.own(machine.tensor(ElementType.BOOL, slots, 1));
        this.fresh = owned.own(machine.tensor(ElementType.BOOL, slots, 1));
        for (var state : List.of(FrameGraph.DECODER_STATE, FrameGraph.SEMANTIC_STATE)) {
            states.put(state, owned
                    .own(machine.tensor(ElementType.FLOAT, slots, model.port(state).shape().last().value())));
        }
        this.audio = owned.own(machine.tensor(ElementType.FLOAT, slots, checkpoint.config().samplesPerFrame()));
        this.semantic = owned
                .own(machine.tensor(ElementType.FLOAT, slots, checkpoint.config().semantic().featureSize()));
    }

    /** {@code [slots, samples per frame]}. */
    Tensor audio() {
        return audio;
    }

    /** {@code [slots, features]}. */
    Tensor semantic() {
        return semantic;
    }

    /** Turns the latents of the rows into audio and into their pending inputs. */
    void run(List<? extends Row> rows, int bucket) {
        var captured = buckets.computeIfAbsent(bucket, this::capture);
        var speaks = new boolean[slots];
        var begins = new boolean[slots];
        for (var row : rows) {
            speaks[row.slot()] = true;
            begins[row.slot()] = row.fresh();
        }
        speaking.write(speaks);
        fresh.write(begins);
        captured.run();
    }

    private Captured capture(int bucket) {
        var binding = owned.own(session.bind());
        binding.input(FrameGraph.LATENT, first(latents, bucket)).input(FrameGraph.SPEAKING, first(speaking, bucket))
                .input(FrameGraph.FRESH, first(fresh, bucket)).output(FrameGraph.AUDIO, first(audio, bucket))
                .output(FrameGraph.SEMANTIC, first(semantic, bucket));
        states.forEach((name, state) -> inPlace(binding, name, first(state, bucket)));
        inPlace(binding, FrameGraph.EMBEDDING, first(embedding, bucket));
        // While nobody speaks, computing changes nothing that is remembered.
        speaking.write(new boolean[slots]);
        return owned.own(session.capture(binding));
    }

    private static void inPlace(Binding binding, String name, Tensor state) {
        binding.input(name, state).output(FrameGraph.next(name), state);
    }

    private Tensor first(Tensor all, int count) {
        var shape = all.shape();
        shape[0] = count;
        return owned.own(all.view(0, shape));
    }

    @Override
    public void close() {
        owned.close();
    }
}
