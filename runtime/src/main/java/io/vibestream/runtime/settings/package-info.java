/** Settings from the environment: defined once, read once, all problems reported together. */
@NullMarked
package io.vibestream.runtime.settings;

import org.jspecify.annotations.NullMarked;
