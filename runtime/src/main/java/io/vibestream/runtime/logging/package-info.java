/** How log lines look, how many there are, and the request that each one belongs to. */
@NullMarked
package io.vibestream.runtime.logging;

import org.jspecify.annotations.NullMarked;
