package io.vibestream.synth.voice;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Encodes each recording once, and forgets the one that was not asked for the longest. Owned by the engine thread, which
 * alone may encode; not safe to share.
 *
 * @param <E> what the encoder makes; held by the garbage collector only, so it must not own native memory
 */
public final class VoiceCache<E> {

    private final VoiceEncoder<E> encoder;
    private final Map<String, E> encoded;

    /** A cache of at most {@code capacity} recordings. */
    public VoiceCache(VoiceEncoder<E> encoder, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: expected at least 1, found " + capacity);
        }
        this.encoder = encoder;
        this.encoded = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, E> eldest) {
                return size() > capacity;
            }
        };
    }

    /** What the encoder made of a recording of this content. */
    public E get(ReferenceRecording recording) {
        var known = encoded.get(recording.contentHash());
        if (known != null) {
            return known;
        }
        var fresh = encoder.encode(recording);
        encoded.put(recording.contentHash(), fresh);
        return fresh;
    }
}
