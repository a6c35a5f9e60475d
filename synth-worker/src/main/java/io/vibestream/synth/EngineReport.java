package io.vibestream.synth;

import io.vibestream.synth.bench.EngineBench;
import io.vibestream.synth.bench.MachineSpeed;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

/**
 * What a checkpoint's bench said.
 *
 * @param device what it was computed on
 * @param loadSeconds until the first tick could begin
 */
public record EngineReport(String device, String precision, String onnxRuntime, int frames, int steps,
        double loadSeconds,
        MachineSpeed machine, List<EngineBench.Result> results) {

    /** Measures, and prints a line of a table as soon as it is known. */
    public static EngineReport measure(Path model, VibeVoiceSettings settings, EngineBench.Wish wish, PrintStream out)
            throws InterruptedException, ExecutionException {
        var checkpoint = Checkpoint.open(model);
        try (var device = Device.open(settings)) {
            out.printf(Locale.ROOT, "%s, because %s%n", device.name(), device.why());
            long begun = System.nanoTime();
            var plan = device.plan(checkpoint.config(), settings.withSlots(wish.most()));
            var quantized = plan.quantized(checkpoint, settings.natives());
            try (var bench = new EngineBench(device.machine(), checkpoint, quantized, wish)) {
                double loadSeconds = (System.nanoTime() - begun) / 1e9;
                var speed = bench.speed();
                out.printf(Locale.ROOT, "%s, memory %.1f GB/s, matrices %.0f GFLOP/s, loaded in %.1f s%n",
                        plan.precision(),
                        speed.bytesPerSecond() / 1e9, speed.operationsPerSecond() / 1e9, loadSeconds);
                out.println(
                        "slots  frames/s  x real time   p50 ms   p90 ms   p99 ms  overhead  GB read  GFLOP  x bound");
                var results = new ArrayList<EngineBench.Result>();
                for (int slots : wish.slots()) {
                    var result = bench.measure(slots);
                    results.add(result);
                    out.printf(Locale.ROOT, "%5d %9.2f %12.2f %8.1f %8.1f %8.1f %8.1f%% %8.2f %6.1f %8.2f%n",
                            result.slots(), result.framesPerSecond(), result.realTimeFactor(), 1e3 * result.p50(),
                            1e3 * result.p90(), 1e3 * result.p99(), 100 * result.overhead(), result.bytes() / 1e9,
                            result.operations() / 1e9, result.boundRatio());
                }
                return new EngineReport(device.name(), plan.precision().name(), device.machine().ort().version(),
                        wish.frames(), wish.steps(),
                        loadSeconds, speed, results);
            }
        }
    }
}
