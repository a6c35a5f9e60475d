@NullMarked
package io.vibestream.synth.tokenizer;
import org.jspecify.annotations.NullMarked;
