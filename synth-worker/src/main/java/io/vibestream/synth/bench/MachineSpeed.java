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

    /**
     * Large enough to be measured: the wide matrix is more than any cache holds, and the square one keeps a device busy for much
     * longer than it takes to start.
     */
    private record Sizes(long wide, long square) {

        static final Sizes CPU = new Sizes(8_192, 1_536);
        static final Sizes GPU = new Sizes(32_768, 8_192);
    }

    public static MachineSpeed measure(Machine machine) {
        var sizes = machine.gpu().isPresent() ? Sizes.GPU : Sizes.CPU;
        long wide = sizes.wide;
        double square = sizes.square;
        double reading = seconds(machine, 1, wide);
        double multiplying = seconds(machine, sizes.square, sizes.square);
        return new MachineSpeed(wide * wide * machine.compute().bytes() / reading,
                2 * square * square * square / multiplying);
    }

    /** The shortest time of a product of {@code [rows, size]} and {@code [size, size]}. */
    private static double seconds(Machine machine, long rows, long size) {
        var graph = new Graph("speed");
        var type = machine.compute();
        var result = graph.multiplyTransposed(graph.input("a", type, Shape.of(rows, size)),
                graph.input("b", type, Shape.of(size, size)));
        graph.output("product", result);
        try (var session = machine.session(graph.build());
                var a = machine.tensor(type, rows, size);
                var b = machine.tensor(type, size, size);
                var out = machine.tensor(type, rows, size);
                var binding = session.bind().input("a", a).input("b", b).output("product", out);
                var product = session.capture(binding)) {
            double best = Double.POSITIVE_INFINITY;
            for (int i = 0; i < RUNS; i++) {
                long begun = System.nanoTime();
                product.run();
                best = Math.min(best, (System.nanoTime() - begun) / 1e9);
            }
            return best;
        }
    }
}
