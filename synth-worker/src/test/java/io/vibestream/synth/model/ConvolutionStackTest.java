package io.vibestream.synth.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.model.ConvolutionStack.Kind;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.ort.SessionSettings;
import io.vibestream.synth.ort.Started;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConvolutionStackTest {

    private static final int FRAMES = 9;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void givesTheSamePieceByPieceAsInOnePass(long seed) {
        var checkpoint = RandomModel.write(folder, seed);
        var random = new Random(seed);
        try (var started = new Started()) {
            for (var kind : Kind.values()) {
                var config = kind.of(checkpoint.config());
                int time = config.upsampling() ? 1 : config.hop();
                var signal = new float[FRAMES * time * config.stages().getFirst().inputs()];
                for (int i = 0; i < signal.length; i++) {
                    signal[i] = (float) (0.3 * random.nextGaussian());
                }

                var whole = onePass(started, checkpoint, kind, signal);
                var pieces = streamed(started, checkpoint, kind, signal, 1, 4, 2, 1, 1);

                float magnitude = magnitude(whole);
                assertThat(magnitude).as("%s, seed %d", kind, seed).isPositive();
                assertThat(largestDifference(whole, pieces)).as("%s, seed %d", kind, seed)
                        .isLessThan(1e-5f * magnitude);
            }
        }
    }

    private static float[] onePass(Started started, Checkpoint checkpoint, Kind kind, float[] signal) {
        return run(started, checkpoint, kind, signal, true, FRAMES);
    }

    private static float[] streamed(Started started, Checkpoint checkpoint, Kind kind, float[] signal, int... pieces) {
        return run(started, checkpoint, kind, signal, false, pieces);
    }

    private static float[] run(Started started, Checkpoint checkpoint, Kind kind, float[] signal, boolean onePass,
            int... pieces) {
        var ort = started.ort();
        var config = kind.of(checkpoint.config());
        int in = signal.length / FRAMES;
        int out = config.upsampling() ? config.hop() : config.outputs();
        var model = onePass
                ? StackGraph.onePass(checkpoint, ElementType.FLOAT, kind)
                : StackGraph.streaming(checkpoint, ElementType.FLOAT, kind);
        long stateSize = Arrays.stream(ConvolutionStack.stateSizes(checkpoint, kind)).sum();
        var results = new float[FRAMES * out];
        int at = 0;
        try (var session = ort.session(model, SessionSettings.forCpu());
                var state = ort.tensor(ElementType.FLOAT, 1, stateSize)) {
            for (int frames : pieces) {
                int channels = config.stages().getFirst().inputs();
                try (var input = ort.tensor(ElementType.FLOAT, 1, (long) frames * in / channels, channels);
                        var output = ort.tensor(ElementType.FLOAT, 1, (long) frames * out / config.outputs(),
                                config.outputs());
                        var binding = session.bind()) {
                    input.write(Arrays.copyOfRange(signal, at * in, (at + frames) * in));
                    binding.input(StackGraph.SIGNAL, input).output(StackGraph.RESULT, output);
                    if (!onePass) {
                        binding.input(StackGraph.STATE, state).output(StackGraph.NEXT_STATE, state);
                    }
                    session.run(binding);
                    output.read(0, results, at * out, frames * out);
                }
                at += frames;
            }
        }
        return results;
    }

    private static float magnitude(float[] values) {
        return largestDifference(values, new float[values.length]);
    }

    private static float largestDifference(float[] a, float[] b) {
        float largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
