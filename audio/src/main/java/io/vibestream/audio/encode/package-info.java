/** Sound files from samples. The only package here that calls native code. */
@NullMarked
package io.vibestream.audio.encode;

import org.jspecify.annotations.NullMarked;
