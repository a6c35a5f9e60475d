package io.vibestream.synth.engine;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Mean latents of recordings, the most recently used ones. Owned by the engine thread. */
final class VoiceCache {

    private final Map<String, FloatBuffer> latents;

    VoiceCache(int limit) {
        this.latents = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, FloatBuffer> eldest) {
                return size() > limit;
            }
        };
    }

    int size() {
        return latents.size();
    }

    Optional<FloatBuffer> get(String key) {
        return Optional.ofNullable(latents.get(key));
    }

    void put(String key, float[] means) {
        latents.put(key, FloatBuffer.wrap(means).asReadOnlyBuffer());
    }
}
