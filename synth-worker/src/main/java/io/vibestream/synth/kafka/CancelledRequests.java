package io.vibestream.synth.kafka;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The requests that were cancelled lately. One thread adds, all lane threads ask: synchronized, because a question needs
 * its answer at once. The oldest are forgotten; their chunks would be spoken for nobody, which is only a waste.
 */
final class CancelledRequests {

    private final int capacity;
    private final Map<String, Boolean> ids = new LinkedHashMap<>();

    CancelledRequests(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(String requestId) {
        ids.remove(requestId);
        ids.put(requestId, true);
        if (ids.size() > capacity) {
            ids.remove(ids.keySet().iterator().next());
        }
    }

    synchronized boolean contains(String requestId) {
        return ids.containsKey(requestId);
    }
}
