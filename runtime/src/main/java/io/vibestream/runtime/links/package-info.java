/** Links that prove by themselves that they were given out, and until when they hold. */
@NullMarked
package io.vibestream.runtime.links;

import org.jspecify.annotations.NullMarked;
