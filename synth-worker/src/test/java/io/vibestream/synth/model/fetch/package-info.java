@NullMarked
package io.vibestream.synth.model.fetch;
import org.jspecify.annotations.NullMarked;
