/** One request's speech while it comes into being: events in any order become sound in the right one. Knows no Kafka. */
@NullMarked
package io.vibestream.gateway.streaming;

import org.jspecify.annotations.NullMarked;
