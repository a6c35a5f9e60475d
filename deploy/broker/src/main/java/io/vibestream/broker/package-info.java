/** Kafka for development and tests: one node, from Maven's jars. */
@NullMarked
package io.vibestream.broker;

import org.jspecify.annotations.NullMarked;
