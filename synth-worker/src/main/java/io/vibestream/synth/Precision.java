package io.vibestream.synth;

import java.util.OptionalInt;

/** How exactly weights are kept. Fewer bits are for the language model only; the rest stays in the type of computing. */
enum Precision {
    /** The most exact that fits into the memory. */
    AUTO,
    /** As stored, on a GPU. */
    BF16,
    /** On a CPU. */
    FP32,
    INT8,
    INT4;

    /** Bits of a weight of the language model, where they are few. */
    OptionalInt bits() {
        return switch (this) {
            case INT8 -> OptionalInt.of(8);
            case INT4 -> OptionalInt.of(4);
            case AUTO, BF16, FP32 -> OptionalInt.empty();
        };
    }
}
