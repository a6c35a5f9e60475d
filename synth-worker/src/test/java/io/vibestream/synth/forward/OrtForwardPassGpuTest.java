package io.vibestream.synth.forward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.synth.ort.Cuda;
import io.vibestream.synth.ort.Ort;
import io.vibestream.synth.ort.OrtLibrary;
import io.vibestream.synth.ort.Started;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Needs a GPU, its driver, the CUDA libraries and onnxruntime_gpu on the class path. */
@Tag("gpu")
class OrtForwardPassGpuTest {

    private static final OrtLibrary LIBRARY = OrtLibrary.fromClassPath(Path.of("target", "native"));

    @Test
    void computesInBf16WhatTheCpuComputesInFloat32() throws IOException {
        var speaker = Speaker.open();
        var settings = new OrtForwardPass.Settings(2, 64, 5);
        var cuda = Cuda.open(0, LIBRARY.cudaNeeds(), List.of());
        var hidden = new ArrayList<float[]>();
        var expected = new ArrayList<float[]>();

        try (var ort = Ort.forCuda(LIBRARY.main());
                var forward = OrtForwardPass.traced(Machine.gpu(ort, cuda), speaker.checkpoint(), speaker.control(),
                        settings,
                        (_, name, values) -> keep(hidden, name, values))) {
            Driven.tick(forward, speaker.control(), Driven.of(0, 1).begin(forward), Driven.of(1, 2).begin(forward));
        }
        try (var started = new Started();
                var forward = OrtForwardPass.traced(Machine.cpu(started.ort()), speaker.checkpoint(), speaker.control(),
                        settings,
                        (_, name, values) -> keep(expected, name, values))) {
            Driven.tick(forward, speaker.control(), Driven.of(0, 1).begin(forward), Driven.of(1, 2).begin(forward));
        }

        assertThat(hidden).hasSameSizeAs(expected).isNotEmpty();
        for (int i = 0; i < hidden.size(); i++) {
            for (int j = 0; j < hidden.get(i).length; j++) {
                assertThat(hidden.get(i)[j]).as("%d of %d", j, i).isCloseTo(expected.get(i)[j],
                        within(0.1f));
            }
        }
    }

    @Test
    void saysTheSameWhenItReplaysARecordedGraph() throws IOException {
        var speaker = Speaker.open();
        var cuda = Cuda.open(0, LIBRARY.cudaNeeds(), List.of());
        try (var ort = Ort.forCuda(LIBRARY.main());
                var forward = OrtForwardPass.load(Machine.gpu(ort, cuda), speaker.checkpoint(), speaker.control(),
                        new OrtForwardPass.Settings(1, 64, 5))) {
            var first = Driven.of(0, 1).begin(forward);
            for (int i = 0; i < 8; i++) {
                Driven.tick(forward, speaker.control(), first);
            }

            var again = Driven.of(0, 1).begin(forward);
            for (int i = 0; i < 8; i++) {
                Driven.tick(forward, speaker.control(), again);
            }

            assertThat(again.tokens()).isEqualTo(first.tokens());
            assertThat(again.audio()).containsExactly(first.audio());
        }
    }

    @Test
    void saysTheSameAfterMoreStepsThanUsual() throws IOException {
        var speaker = Speaker.open();
        var cuda = Cuda.open(0, LIBRARY.cudaNeeds(), List.of());
        try (var ort = Ort.forCuda(LIBRARY.main());
                var forward = OrtForwardPass.load(Machine.gpu(ort, cuda), speaker.checkpoint(), speaker.control(),
                        new OrtForwardPass.Settings(1, 64, 1))) {
            // Every number of steps up to 8 is asked for, so that what was captured for fewer must not be replayed.
            for (long seed = 1; seed <= 8; seed++) {
                var first = Driven.of(0, 1).begin(forward);
                var other = Driven.of(0, seed).begin(forward);
                for (int i = 0; i < 4; i++) {
                    Driven.tick(forward, speaker.control(), other);
                }
                first.begin(forward);
                for (int i = 0; i < 4; i++) {
                    Driven.tick(forward, speaker.control(), first);
                }
                var again = Driven.of(0, 1).begin(forward);
                for (int i = 0; i < 4; i++) {
                    Driven.tick(forward, speaker.control(), again);
                }
                assertThat(again.audio()).as("after seed %d", seed).containsExactly(first.audio());
            }
        }
    }

    private static void keep(List<float[]> kept, String name, float[] values) {
        if (name.equals("hidden")) {
            kept.add(values);
        }
    }
}
