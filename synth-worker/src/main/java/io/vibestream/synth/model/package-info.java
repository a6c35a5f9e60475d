/**
 * VibeVoice as graphs: one class per block that adds itself to a graph, and one per graph. Every dimension comes from the
 * checkpoint's config; every weight stays in its file.
 */
@NullMarked
package io.vibestream.synth.model;

import org.jspecify.annotations.NullMarked;
