/** Recordings that the model imitates: finding one by name, preparing it for the encoder, adding new ones. */
@NullMarked
package io.vibestream.synth.voice;

import org.jspecify.annotations.NullMarked;
