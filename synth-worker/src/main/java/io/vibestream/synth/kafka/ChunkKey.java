package io.vibestream.synth.kafka;

import java.util.Optional;

/** The key of a chunk's record, {@code <request id>/<index>}: it tells whose chunk it is when the value cannot. */
record ChunkKey(String requestId, int index) {

    /** Empty when the text is no such key. Request ids may hold slashes themselves. */
    static Optional<ChunkKey> parse(String key) {
        int slash = key.lastIndexOf('/');
        if (slash < 1) {
            return Optional.empty();
        }
        try {
            int index = Integer.parseInt(key.substring(slash + 1));
            return index < 0 ? Optional.empty() : Optional.of(new ChunkKey(key.substring(0, slash), index));
        } catch (NumberFormatException noIndex) {
            return Optional.empty();
        }
    }
}
