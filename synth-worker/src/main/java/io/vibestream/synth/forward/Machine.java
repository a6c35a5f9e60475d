package io.vibestream.synth.forward;

import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.ort.Cuda;
import io.vibestream.synth.ort.Ort;
import io.vibestream.synth.ort.Session;
import io.vibestream.synth.ort.SessionSettings;
import io.vibestream.synth.ort.Tensor;
import java.util.Optional;

/**
 * What the network runs on, and what follows from that.
 *
 * @param gpu empty for the CPU
 */
public record Machine(Ort ort, Optional<Cuda> gpu) {

    public static Machine cpu(Ort ort) {
        return new Machine(ort, Optional.empty());
    }

    public static Machine gpu(Ort ort, Cuda gpu) {
        return new Machine(ort, Optional.of(gpu));
    }

    /** What the network is computed in. The CPU has no kernels for bfloat16, and attention on the GPU has none for float32. */
    public ElementType compute() {
        return gpu.isPresent() ? ElementType.BFLOAT16 : ElementType.FLOAT;
    }

    /**
     * How many solver steps one run does: on a GPU the usual number, to launch them as one. On a CPU each unrolled step
     * would pack the same weights once more.
     */
    int unrolledSteps(int usual) {
        return gpu.isPresent() ? usual : 1;
    }

    /** Zeros where the network computes. */
    public Tensor tensor(ElementType type, long... shape) {
        return gpu.map(device -> ort.tensor(device, type, shape)).orElseGet(() -> ort.tensor(type, shape));
    }

    /** Zeros in the host's memory. */
    Tensor hostTensor(ElementType type, long... shape) {
        return ort.tensor(type, shape);
    }

    /** A model whose shapes are the same in every run of a kind, so that a GPU may replay it. */
    public Session session(Model model) {
        return ort.session(model, settings(true));
    }

    /** A model whose shapes change from run to run. */
    Session varyingSession(Model model) {
        return ort.session(model, settings(false));
    }

    /** A model that stays on the CPU. */
    Session hostSession(Model model) {
        return ort.session(model, SessionSettings.forCpu());
    }

    private SessionSettings settings(boolean capture) {
        return gpu.map(device -> SessionSettings.forCuda(device.device(), capture)).orElse(SessionSettings.forCpu());
    }
}
