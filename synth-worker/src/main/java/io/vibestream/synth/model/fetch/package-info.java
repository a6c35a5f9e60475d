/** Brings a model from the Hugging Face Hub, or finds the copy that is there already. */
@NullMarked
package io.vibestream.synth.model.fetch;

import org.jspecify.annotations.NullMarked;
