package io.vibestream.synth.ort;

import io.vibestream.synth.graph.Model;
import io.vibestream.synth.graph.Port;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Which tensor is read for each input of a model and written for each output. One tensor may be both, and is then updated
 * in place. The tensors stay the caller's.
 */
public final class Binding implements AutoCloseable {

    private final Ort ort;
    private final Model model;
    private final Handle binding;

    Binding(Ort ort, Model model, Handle binding) {
        this.ort = ort;
        this.model = model;
        this.binding = binding;
    }

    public Binding input(String port, Tensor tensor) {
        return bind(Function.BIND_INPUT, model.port(port), tensor);
    }

    public Binding output(String port, Tensor tensor) {
        return bind(Function.BIND_OUTPUT, model.port(port), tensor);
    }

    private Binding bind(Function function, Port port, Tensor tensor) {
        if (port.type() != tensor.type() || port.shape().rank() != tensor.shape().length) {
            throw new IllegalArgumentException("model " + model.name() + ", " + port.name() + ": expected "
                    + port.type() + port.shape() + ", found " + tensor);
        }
        try (var arena = Arena.ofConfined()) {
            ort.api().call(function, binding.pointer(), arena.allocateFrom(port.name()), tensor.pointer());
        }
        return this;
    }

    MemorySegment pointer() {
        return binding.pointer();
    }

    @Override
    public void close() {
        binding.close();
    }
}
