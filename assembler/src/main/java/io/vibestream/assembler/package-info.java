/** Puts the spoken segments of every request into one track, stores it and announces the result, once. */
@NullMarked
package io.vibestream.assembler;

import org.jspecify.annotations.NullMarked;
