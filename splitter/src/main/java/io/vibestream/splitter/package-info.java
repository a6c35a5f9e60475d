/** A request becomes a plan and chunks: the cutting of text (pure), the planning (pure) and the Kafka Streams topology around them. */
@NullMarked
package io.vibestream.splitter;

import org.jspecify.annotations.NullMarked;
