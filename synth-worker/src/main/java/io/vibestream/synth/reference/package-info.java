/** Compares the engine with recorded outputs of the reference implementation. */
@NullMarked
package io.vibestream.synth.reference;

import org.jspecify.annotations.NullMarked;
