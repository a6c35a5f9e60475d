/** Buckets that callers bring along for their audio, and how their credentials travel through Kafka. */
@NullMarked
package io.vibestream.runtime.stores;

import org.jspecify.annotations.NullMarked;
