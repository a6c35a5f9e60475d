/** Kafka's clients, set up in one place: how they are built, what must exist before they run, how values become bytes. */
@NullMarked
package io.vibestream.runtime.kafka;

import org.jspecify.annotations.NullMarked;
