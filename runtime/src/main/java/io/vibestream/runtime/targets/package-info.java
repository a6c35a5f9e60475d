/** Where a stranger may have us connect to. */
@NullMarked
package io.vibestream.runtime.targets;

import org.jspecify.annotations.NullMarked;
