/** Schema registries: Confluent's over HTTP, and one in memory that also answers on Confluent's paths. */
@NullMarked
package io.vibestream.runtime.registry;

import org.jspecify.annotations.NullMarked;
