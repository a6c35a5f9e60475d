/** Chunks in, audio out: share consumers that take and acknowledge, slots lent to the lanes, events published. */
@NullMarked
package io.vibestream.synth.kafka;

import org.jspecify.annotations.NullMarked;
