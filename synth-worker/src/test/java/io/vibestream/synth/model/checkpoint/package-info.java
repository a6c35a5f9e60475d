@NullMarked
package io.vibestream.synth.model.checkpoint;

import org.jspecify.annotations.NullMarked;
