/** Where finished audio is kept: a directory or a bucket. Knows nothing of Kafka and nothing of sound. */
@NullMarked
package io.vibestream.assembler.store;

import org.jspecify.annotations.NullMarked;
