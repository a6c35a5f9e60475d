/** Confluent's own registry client behind our interface; part of the build only with the Maven profile {@code confluent}. */
@NullMarked
package io.vibestream.runtime.registry.confluent;

import org.jspecify.annotations.NullMarked;
