@NullMarked
package io.vibestream.synth.voice;
import org.jspecify.annotations.NullMarked;
