/** HTTP in, Kafka out, answers back: the program, its settings and its wiring. */
@NullMarked
package io.vibestream.gateway;

import org.jspecify.annotations.NullMarked;
