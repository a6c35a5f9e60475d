package io.vibestream.synth.bench;

import io.vibestream.synth.forward.Machine;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Shape;

/**
 * How fast a machine reads and multiplies, measured with ONNX Runtime's own matrix product: the best of several runs.
 *
 * @param bytesPerSecond of a matrix that one row is multiplied with
 * @param operationsPerSecond of square matrices
 */
public record MachineSpeed(double bytesPerSecond, double operationsPerSecond) {

    private static final int RUNS = 12;
    /** 256 MiB in float32: more than any cache holds. */
    private static final long WIDE = 8_192;
    private static final long SQUARE = 1_536;

    public static MachineSpeed measure(Machine machine) {
        double reading = seconds(machine, 1, WIDE);
        double multiplying = seconds(machine, SQUARE, SQUARE);
        return new MachineSpeed(WIDE * WIDE * machine.compute().bytes() / reading,
                2.0 * SQUARE * SQUARE * SQUARE / multiplying);
    }

    /** The shortest time of a product of {@code [rows, size]} and {@code [size, size]}. */
    private static double seconds(Machine machine, long rows, long size) {
        var graph = new Graph("speed");
        var type = machine.compute();
        var product = graph.multiplyTransposed(graph.input("a", type, Shape.of(rows, size)),
                graph.input("b", type, Shape.of(size, size)));
        graph.output("product", product);
        try (var session = machine.session(graph.build());
                var a = machine.tensor(type, rows, size);
                var b = machine.tensor(type, size, size);
                var out = machine.tensor(type, rows, size);
                var binding = session.bind()) {
            binding.input("a", a).input("b", b).output("product", out);
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < RUNS; i++) {
                long begun = System.nanoTime();
                session.run(binding, 1);
                best = Math.min(best, (System.nanoTime() - begun) / 1e9);
            }
            return best;
        }
    }
}
