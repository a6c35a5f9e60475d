/** The worker as a program: settings, choice of the engine, wiring. */
@NullMarked
package io.vibestream.synth;

import org.jspecify.annotations.NullMarked;
