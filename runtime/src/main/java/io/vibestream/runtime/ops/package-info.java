/** What operators and their machines ask a running process: is it alive, is it ready, how is it doing. */
@NullMarked
package io.vibestream.runtime.ops;

import org.jspecify.annotations.NullMarked;
