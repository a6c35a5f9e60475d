package io.vibestream.synth.graph;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** A value that is known before the model runs. */
sealed interface Initializer {

    Value value();

    /** Bytes that stay in a file. */
    record OfFile(Value value, External source) implements Initializer {}

    /** Numbers inside the model. */
    record OfFloats(Value value, FloatBuffer numbers) implements Initializer {}

    /** Whole numbers inside the model. */
    record OfLongs(Value value, LongBuffer numbers) implements Initializer {}
}
