/** Sound files from samples, and samples from the sound files of others. The only package here that calls native code. */
@NullMarked
package io.vibestream.audio.encode;

import org.jspecify.annotations.NullMarked;
