/** The built-in voice: intelligible English on any machine, without GPU or weights, and never mistaken for VibeVoice. */
@NullMarked
package io.vibestream.synth.preview;

import org.jspecify.annotations.NullMarked;
