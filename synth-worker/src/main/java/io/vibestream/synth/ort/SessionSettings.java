package io.vibestream.synth.ort;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a model is loaded.
 *
 * @param entries ONNX Runtime's own session configuration
 * @param cuda the options of its CUDA provider; none for the CPU
 */
public record SessionSettings(Map<String, String> entries, Optional<Map<String, String>> cuda) {

    public SessionSettings {
        entries = Map.copyOf(entries);
        cuda = cuda.map(Map::copyOf);
    }

    public static SessionSettings forCpu() {
        return new SessionSettings(Map.of(), Optional.empty());
    }

    /**
     * Everything on one GPU.
     *
     * @param capture whether runs with a graph number are captured and replayed as CUDA graphs
     */
    public static SessionSettings forCuda(int device, boolean capture) {
        var provider = new HashMap<String, String>();
        provider.put("device_id", Integer.toString(device));
        // Takes what the model needs instead of the next power of two.
        provider.put("arena_extend_strategy", "kSameAsRequested");
        // Nothing here needs cuDNN: convolutions are written as matrix products.
        provider.put("enable_cudnn", "0");
        provider.put("enable_cuda_graph", capture ? "1" : "0");
        return new SessionSettings(Map.of("session.use_device_allocator_for_initializers", "1"),
                Optional.of(provider));
    }

    SessionSettings with(String key, String value) {
        var more = new HashMap<>(entries);
        more.put(key, value);
        return new SessionSettings(more, cuda);
    }
}
