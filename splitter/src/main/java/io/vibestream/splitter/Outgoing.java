package io.vibestream.splitter;

import io.vibestream.schemas.Topic;
import java.nio.charset.StandardCharsets;

/** One record to be produced. */
@SuppressWarnings("ArrayRecordComponent") // passed on once and never compared or changed; a copy would cost and protect nothing
record Outgoing(Topic topic, String key, byte[] value) {

    /** More than a record's own overhead and that of a batch that holds nothing else: lengths, offsets, timestamps, checksum. */
    private static final int OVERHEAD_BYTES = 256;

    byte[] keyBytes() {
        return key.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the topic takes it, even when it does not compress at all. */
    boolean fits() {
        return bytes() <= topic.maxRecordBytes();
    }

    int bytes() {
        return keyBytes().length + value.length + OVERHEAD_BYTES;
    }
}
