package io.vibestream.synth.forward;

import io.vibestream.synth.engine.ForwardPass.Row;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.model.LanguageModelGraph;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.ModelConfig;
import io.vibestream.synth.model.checkpoint.QuantizedLinears;
import io.vibestream.synth.ort.Binding;
import io.vibestream.synth.ort.Captured;
import io.vibestream.synth.ort.Session;
import io.vibestream.synth.ort.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The language model with the memory of all slots. Two rows belong to a slot: with the prompt, and without. They lie side
 * by side, so that the first slots are the first rows.
 */
final class LanguageModel implements AutoCloseable {

    private static final int BRANCHES = 2;

    private final Owned owned = new Owned();
    private final Machine machine;
    private final ModelConfig.LanguageModel config;
    private final int capacity;
    private final int legal;
    private final Session session;
    private final List<String> stateNames = new ArrayList<>();
    private final List<Tensor> states = new ArrayList<>();
    private final Tensor embedding;
    private final Tensor hidden;
    private final Tensor logits;
    private final Tensor positions;
    private final Tensor total;
    private final int[] lastPositions;
    private final Map<Integer, Captured> buckets = new HashMap<>();

    /**
     * Loads the weights and takes the memory of all slots.
     *
     * @param embedding the pending inputs, {@code [slots, 2, hidden]}
     */
    LanguageModel(Machine machine, Checkpoint checkpoint, Optional<QuantizedLinears> quantized, int slots, int capacity,
            Tensor embedding, int... legalTokens) {
        this.machine = machine;
        this.config = checkpoint.config().languageModel();
        this.capacity = capacity;
        this.legal = legalTokens.length;
        this.embedding = embedding;
        this.session = owned.own(machine
                .session(LanguageModelGraph.build(checkpoint, machine.compute(), quantized, capacity, legalTokens)));
        int rows = BRANCHES * slots;
        for (int i = 0; i < config.layers(); i++) {
            for (var name : List.of(LanguageModelGraph.keys(i), LanguageModelGraph.values(i))) {
                stateNames.add(name);
                states.add(owned.own(machine.tensor(machine.compute(), rows, config.keyValueHeads(), capacity,
                        config.headSize())));
            }
        }
        this.hidden = owned.own(machine.tensor(ElementType.FLOAT, slots, BRANCHES, config.hiddenSize()));
        this.logits = owned.own(machine.tensor(ElementType.FLOAT, rows, legal));
        this.positions = owned.own(machine.tensor(ElementType.INT32, rows));
        this.total = owned.own(machine.hostTensor(ElementType.INT32, 1));
        this.total.write(capacity);
        this.lastPositions = new int[rows];
    }

    /** Post-norm states, {@code [slots, 2, hidden]}, with the prompt first. */
    Tensor hidden() {
        return hidden;
    }

    /** Reads embeddings into the memory of a slot's first branch. */
    void prefill(int slot, int position, float[] embeddings) {
        int tokens = embeddings.length / config.hiddenSize();
        if (position + tokens > capacity) {
            throw new IllegalArgumentException("slot " + slot + ": " + tokens + " tokens from position " + position
                    + " on do not fit into " + capacity);
        }
        int row = BRANCHES * slot;
        setPositions(slot, position + tokens, 0);
        try (var scope = new Owned()) {
            var input = scope.own(machine.hostTensor(ElementType.FLOAT, 1, tokens, config.hiddenSize()));
            input.write(embeddings);
            var last = scope.own(machine.tensor(ElementType.INT32, 1));
            last.write(position + tokens - 1);
            var binding = scope.own(session.bind()).input(LanguageModelGraph.EMBEDDINGS, input)
                    .input(LanguageModelGraph.LAST_POSITION, last).input(LanguageModelGraph.TOTAL, total)
                    .output(LanguageModelGraph.HIDDEN,
                            scope.own(machine.tensor(ElementType.FLOAT, 1, config.hiddenSize())))
                    .output(LanguageModelGraph.LOGITS, scope.own(machine.tensor(ElementType.FLOAT, 1, legal)));
            bindStates(binding, row, 1, scope);
            session.run(binding);
        }
    }

    private void bindStates(Binding binding, int firstRow, int rows, Owned scope) {
        long rowSize = (long) config.keyValueHeads() * capacity * config.headSize();
        for (int i = 0; i < states.size(); i++) {
            var view = scope.own(states.get(i).view(firstRow * rowSize, rows, config.keyValueHeads(), capacity,
                    config.headSize()));
            binding.input(stateNames.get(i), view).output(LanguageModelGraph.next(stateNames.get(i)), view);
        }
    }

    /**
     * Both branches of every row read the pending input. The other slots of the bucket are computed too and write into the
     * place after what they remember, which they will overwrite before they read it.
     */
    void run(List<? extends Row> rows, int bucket) {
        rows.forEach(row -> setPositions(row.slot(), row.position(), row.negativePosition()));
        positions.write(lastPositions);
        buckets.computeIfAbsent(bucket, this::capture).run();
        rows.forEach(row -> setPositions(row.slot(), row.position() + 1, row.negativePosition() + 1));
    }

    private void setPositions(int slot, int position, int negativePosition) {
        lastPositions[BRANCHES * slot] = Math.min(position, capacity - 1);
        lastPositions[BRANCHES * slot + 1] = Math.min(negativePosition, capacity - 1);
    }

    /** Computing twice at the same positions writes the same there. */
    private Captured capture(int slots) {
        int rows = BRANCHES * slots;
        var binding = owned.own(session.bind())
                .input(LanguageModelGraph.EMBEDDINGS, owned.own(embedding.view(0, rows, 1, config.hiddenSize())))
                .input(LanguageModelGraph.LAST_POSITION, owned.own(positions.view(0, rows)))
                .input(LanguageModelGraph.TOTAL, total)
                .output(LanguageModelGraph.HIDDEN, owned.own(hidden.view(0, rows, config.hiddenSize())))
                .output(LanguageModelGraph.LOGITS, owned.own(logits.view(0, rows, legal)));
        bindStates(binding, 0, rows, owned);
        return owned.own(session.capture(binding));
    }

    /** The logits of a slot's branch with the prompt. */
    float[] logits(int slot) {
        var values = new float[legal];
        logits.read((long) BRANCHES * slot * legal, values, 0, legal);
        return values;
    }

    @Override
    public void close() {
        owned.close();
    }
}
