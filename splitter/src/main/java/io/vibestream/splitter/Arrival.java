package io.vibestream.splitter;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a request besides what it says.
 *
 * @param sentAt the record's timestamp
 * @param now when it is planned
 * @param replyTo the header that names another reply topic
 */
record Arrival(Instant sentAt, Instant now, Optional<String> replyTo) {}
