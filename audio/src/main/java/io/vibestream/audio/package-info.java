/** Samples and what is done to them: values, files, rates, loudness, tracks, encoders. */
@NullMarked
package io.vibestream.audio;

import org.jspecify.annotations.NullMarked;
