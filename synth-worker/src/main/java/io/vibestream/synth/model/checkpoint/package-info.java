/** What lies in a checkpoint directory: dimensions, and where each weight is. Headers only; no weight is read before it is asked for. */
@NullMarked
package io.vibestream.synth.model.checkpoint;

import org.jspecify.annotations.NullMarked;
