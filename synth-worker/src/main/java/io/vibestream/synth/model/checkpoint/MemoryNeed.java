package io.vibestream.synth.model.checkpoint;

/**
 * How much memory a model takes that speaks several chunks at once, without the working memory of single operations.
 *
 * @param weights bytes that are there once
 * @param perSlot bytes of each slot: both branches' keys and values, and what the convolutions remember
 */
public record MemoryNeed(long weights, long perSlot, int slots) {

    /** Tokens that may be chosen: start, end, frame, end of text. */
    private static final int LEGAL_TOKENS = 4;

    /** Positions for which a slot has room, in the branch that sees the text and in the one that does not. */
    public record Room(int slots, int positive, int negative) {

        /** What the worker takes unless it is told otherwise. */
        public static final Room DEFAULT = new Room(32, 2_048, 1_024);

        public Room {
            if (slots < 1 || positive < 1 || negative < 1) {
                throw new IllegalArgumentException("slots and positions: expected at least 1, found " + slots + ", "
                        + positive + " and " + negative);
            }
        }
    }

    /** For a device that computes in bfloat16. */
    public static MemoryNeed bf16(ModelConfig config, Room room) {
        return of(config, room, Short.BYTES, weights(config) * Short.BYTES);
    }

    /** For a processor that computes in float32. */
    public static MemoryNeed fp32(ModelConfig config, Room room) {
        return of(config, room, Float.BYTES, weights(config) * Float.BYTES);
    }

    /**
     * For a language model in few bits.
     *
     * @param bytes of a number everywhere else
     */
    public static MemoryNeed quantized(ModelConfig config, Room room, int bytes, int bits) {
        long linear = linearWeights(config.languageModel());
        long scales = linear / QuantizedLinears.BLOCK;
        return of(config, room, bytes,
                (weights(config) - linear + scales) * bytes + linear * bits / Byte.SIZE);
    }

    private static long linearWeights(ModelConfig.LanguageModel model) {
        long hidden = model.hiddenSize();
        return model.layers() * (2 * hidden * model.queryWidth() + 2 * hidden * model.keyValueWidth()
                + 3 * hidden * model.intermediateSize());
    }

    private static long weights(ModelConfig config) {
        long parameters = TensorTable.of(config).stream()
                .filter(entry -> !entry.name().equals(Checkpoint.EMBEDDINGS)
                        && !entry.name().equals(Checkpoint.LM_HEAD))
                .mapToLong(entry -> StoredTensor.elements(entry.shape())).sum();
        // The two word tables stay in their files: prompts are looked up there, and only four rows are ever compared.
        return parameters + 2L * LEGAL_TOKENS * config.languageModel().hiddenSize();
    }

    private static MemoryNeed of(ModelConfig config, Room room, int bytes, long weightBytes) {
        var model = config.languageModel();
        long keysAndValues = 2L * model.layers() * model.keyValueWidth() * ((long) room.positive + room.negative);
        long remembered = config.acoustic().decoder().stateElements() + config.semantic().encoder().stateElements();
        return new MemoryNeed(weightBytes, (keysAndValues + remembered) * bytes, room.slots);
    }

    /** How many slots fit into so many bytes, beside the weights; 0 when not even one does. */
    public int slotsWithin(long bytes) {
        return Math.toIntExact(Math.clamp((bytes - weights) / perSlot, 0, Integer.MAX_VALUE));
    }

    /** Bytes of weights and all slots. */
    public long total() {
        return weights + slots * perSlot;
    }
}
