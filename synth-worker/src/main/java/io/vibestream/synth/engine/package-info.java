/** What an engine is to the rest of the worker, and the one that speaks with VibeVoice: sequences, admission, stopping. */
@NullMarked
package io.vibestream.synth.engine;

import org.jspecify.annotations.NullMarked;
