/** Measures the engine on the machine it runs on. */
@NullMarked
package io.vibestream.synth.bench;

import org.jspecify.annotations.NullMarked;
