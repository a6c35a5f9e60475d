/** The contract between the services: records, topics, headers and the wire format. Pure: no Kafka, no sockets, no files. */
@NullMarked
package io.vibestream.schemas;

import org.jspecify.annotations.NullMarked;
