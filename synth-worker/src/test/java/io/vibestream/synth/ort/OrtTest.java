package io.vibestream.synth.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.synth.graph.Dim;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.External;
import io.vibestream.synth.graph.Graph;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.graph.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtTest {

    private final Started started = new Started();
    private final Ort ort = started.ort();

    @AfterEach
    void nothingIsLeftOpen() {
        started.close();
    }

    private static Model sum() {
        var graph = new Graph("sum");
        var x = graph.input("x", ElementType.FLOAT, Shape.of(Dim.named("n")));
        graph.output("y", graph.add(x, graph.floats(Shape.of(1), 1)));
        return graph.build();
    }

    @Test
    void knowsItsVersion() {
        assertThat(ort.version()).startsWith("1.");
    }

    @Test
    void computesWhatAGraphSays() {
        try (var session = ort.session(sum(), SessionSettings.forCpu());
                var x = ort.tensor(ElementType.FLOAT, 3);
                var y = ort.tensor(ElementType.FLOAT, 3);
                var binding = session.bind()) {
            x.write(1f, 2f, 3f);

            session.run(binding.input("x", x).output("y", y));

            assertThat(y.floats()).containsExactly(2, 3, 4);
        }
    }

    @Test
    void updatesATensorInPlaceThatIsInputAndOutput() {
        try (var session = ort.session(sum(), SessionSettings.forCpu());
                var x = ort.tensor(ElementType.FLOAT, 2);
                var binding = session.bind()) {
            binding.input("x", x).output("y", x);

            session.run(binding);
            session.run(binding);

            assertThat(x.floats()).containsExactly(2, 2);
        }
    }

    @Test
    void seesOneMemoryThroughAViewAndItsTensor() {
        try (var x = ort.tensor(ElementType.FLOAT, 2, 3); var row = x.view(3, 3)) {
            row.write(7f, 8f, 9f);

            assertThat(x.floats()).containsExactly(0, 0, 0, 7, 8, 9);
            assertThatThrownBy(() -> x.view(4, 3)).hasMessageContaining("no view [3] at 4 of FLOAT[2, 3]");
        }
    }

    @Test
    void readsABf16WeightAtAnOddOffsetOfItsFile(@TempDir Path folder) throws Exception {
        var file = folder.toRealPath().resolve("w.safetensors");
        var bytes = ByteBuffer.allocate(3 + 2 * 2).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(3);
        bytes.putShort((short) (Float.floatToIntBits(1.5f) >>> 16));
        bytes.putShort((short) (Float.floatToIntBits(-2f) >>> 16));
        Files.write(file, bytes.array());
        var graph = new Graph("weights");
        var x = graph.input("x", ElementType.FLOAT, Shape.of(1, 2));
        var weight = graph.external(new External("w", file, 3, 4, ElementType.BFLOAT16, Shape.of(1, 2)));
        graph.output("y", graph.multiplyTransposed(x, graph.cast(weight, ElementType.FLOAT)));

        try (var session = ort.session(graph.build(), SessionSettings.forCpu());
                var in = ort.tensor(ElementType.FLOAT, 1, 2);
                var out = ort.tensor(ElementType.FLOAT, 1, 1);
                var binding = session.bind()) {
            in.write(10f, 1f);
            session.run(binding.input("x", in).output("y", out));

            assertThat(out.floats()).containsExactly(13);
        }
    }

    @Test
    void passesOnWhatOnnxRuntimeSays() {
        var file = Path.of("/nowhere/w.safetensors");
        var graph = new Graph("lost");
        graph.output("y", graph.external(new External("w", file, 0, 4, ElementType.FLOAT, Shape.of(1))));

        assertThatThrownBy(() -> ort.session(graph.build(), SessionSettings.forCpu()).close())
                .isInstanceOf(OrtException.class).hasMessageContaining("model lost").hasMessageContaining("/nowhere");
    }

    @Test
    void refusesATensorOfAnotherTypeOrRankThanThePort() {
        try (var session = ort.session(sum(), SessionSettings.forCpu());
                var whole = ort.tensor(ElementType.INT64, 3);
                var square = ort.tensor(ElementType.FLOAT, 3, 3);
                var binding = session.bind()) {
            assertThatThrownBy(() -> binding.input("x", whole)).hasMessageContaining("expected FLOAT[n]");
            assertThatThrownBy(() -> binding.input("x", square)).hasMessageContaining("found FLOAT[3, 3]");
            assertThatThrownBy(() -> binding.input("z", square)).hasMessageContaining("no port z");
        }
    }

    @Test
    void countsWhatIsOpenAndRefusesToEndBeforeIt() {
        var x = ort.tensor(ElementType.FLOAT, 1);

        assertThat(ort.live()).isEqualTo(1);
        assertThatThrownBy(ort::close).hasMessageContaining("1 native objects are still open");
        x.close();
        x.close();
        assertThat(ort.live()).isZero();
        assertThatThrownBy(x::floats).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void saysWhichLibraryIsMissingAndWhatToDo(@TempDir Path folder) throws Exception {
        var nothing = folder.resolve("libonnxruntime.so");
        assertThatThrownBy(() -> Ort.forCpu(nothing, 1)).isInstanceOf(LibraryMissingException.class)
                .hasMessageContaining(nothing.toString()).hasMessageContaining("onnxruntime jar");

        var noLibrary = Files.writeString(folder.resolve("libtext.so"), "text");
        assertThatThrownBy(() -> Ort.forCpu(noLibrary, 1)).isInstanceOf(LibraryMissingException.class)
                .hasMessageContaining("libtext.so");
    }

    @Test
    void saysWhichCudaLibraryIsMissing(@TempDir Path empty) {
        var needs = new OrtLibrary.CudaNeeds(0, List.of("libcudart.so.0"));

        assertThatThrownBy(() -> Cuda.open(0, needs, List.of(empty))).isInstanceOf(LibraryMissingException.class)
                .hasMessageMatching("lib(cuda\\.so\\.1|cudart\\.so\\.0) cannot be loaded; .*");
    }

    @Test
    void saysThatTheCpuLibrariesHaveNoCudaProvider() {
        assertThatThrownBy(() -> ort.session(sum(), SessionSettings.forCuda(0, true)).close())
                .isInstanceOf(LibraryMissingException.class).hasMessageContaining("onnxruntime_gpu");
    }

    @Test
    void unpacksTheLibrariesOnce(@TempDir Path cache) throws Exception {
        var first = OrtLibrary.fromClassPath(cache);
        var written = Files.getLastModifiedTime(first.main());

        var second = OrtLibrary.fromClassPath(cache);

        assertThat(second).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(second.main())).isEqualTo(written);
        try (var files = Files.list(first.main().getParent())) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".partial"));
        }
    }
}
