package io.vibestream.synth.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.graph.Model;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.QuantizedLinears;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An operation without a kernel on the GPU would run on the CPU, with copies there and back, and no graph could be captured. That
 * can be known without a GPU: the kernels stand in the library.
 */
class GpuKernelsTest {

    private static final Path REFERENCE = Path.of("src", "test", "resources", "reference", "tiny-d");
    private static final Pattern KERNEL = Pattern
            .compile("(\\w+?)_k(?:Onnx|MS)Domain_ver(\\d+)(?:_(\\d+))?((?:_[A-Za-z]\\w*)?)");
    private static final Pattern TYPED = Pattern.compile("(\\S+) ([A-Z0-9]+)\\[[^]]*]");
    private static final Pattern OPERATION = Pattern.compile("do {3}(.*) = (\\w+)\\(([^)]*)\\)");
    private static final int STANDARD_OPSET = 21;

    @TempDir
    Path cache;

    private Checkpoint checkpoint;
    private List<Kernel> kernels;

    private record Kernel(String operation, int since, int until, String types) {

        boolean computes(String name, String type) {
            boolean versioned = since == 1 || (since <= STANDARD_OPSET && STANDARD_OPSET <= until);
            return operation.equals(name) && versioned && (types.isEmpty() || types.startsWith("_" + type));
        }
    }

    @BeforeEach
    void read() throws IOException {
        checkpoint = Checkpoint.open(REFERENCE);
        kernels = Files.readAllLines(Path.of("src", "test", "resources", "cuda-kernels.txt")).stream()
                .map(KERNEL::matcher).filter(Matcher::matches)
                .map(found -> new Kernel(found.group(1), Integer.parseInt(found.group(2)),
                        found.group(3) == null ? Integer.MAX_VALUE : Integer.parseInt(found.group(3)), found.group(4)))
                .toList();
    }

    @Test
    void everyOperationOfATickHasAKernelInBfloat16() {
        var compute = ElementType.BFLOAT16;

        assertThat(without(LanguageModelGraph.build(checkpoint, compute, Optional.empty(), 64, 1, 2, 3, 4))).isEmpty();
        assertThat(without(DiffusionGraphs.times(checkpoint, compute))).isEmpty();
        assertThat(without(DiffusionGraphs.conditions(checkpoint, compute))).isEmpty();
        assertThat(without(DiffusionGraphs.steps(checkpoint, compute, 10))).isEmpty();
        assertThat(without(FrameGraph.build(checkpoint, compute))).isEmpty();
        assertThat(without(VoiceGraph.build(checkpoint, compute))).isEmpty();
        assertThat(without(StackGraph.acousticEncoder(checkpoint, compute))).isEmpty();
    }

    @Test
    void theLanguageModelInFewBitsHasKernelsToo() {
        for (int bits : new int[]{4, 8}) {
            var quantized = QuantizedLinears.of(checkpoint, bits, cache);

            assertThat(without(LanguageModelGraph.build(checkpoint, ElementType.BFLOAT16, Optional.of(quantized), 64, 1,
                    2, 3, 4))).isEmpty();
        }
    }

    /** That the list is not simply taken for complete. */
    @Test
    void attentionInFloat32HasNone() {
        assertThat(without(LanguageModelGraph.build(checkpoint, ElementType.FLOAT, Optional.empty(), 64, 1, 2, 3, 4)))
                .containsExactly("GroupQueryAttention FLOAT");
    }

    private List<String> without(Model model) {
        var types = new HashMap<String, String>();
        var missing = new ArrayList<String>();
        var lines = model.dump().lines().toList();
        for (var line : lines) {
            var typed = TYPED.matcher(line.replaceFirst("^\\w+ +", ""));
            while (typed.find()) {
                types.put(typed.group(1), typed.group(2));
            }
        }
        for (var line : lines) {
            var operation = OPERATION.matcher(line);
            if (operation.matches()) {
                var inputs = operation.group(3).split(", ", -1);
                var type = types.getOrDefault(operation.group(2).equals("Where") ? inputs[1] : inputs[0],
                        "untyped");
                if (kernels.stream().noneMatch(kernel -> kernel.computes(operation.group(2), spelt(operation, type)))) {
                    missing.add(operation.group(2) + " " + type);
                }
            }
        }
        return missing.stream().distinct().toList();
    }

    /** As the library spells it. What slices is told apart by the type of its indices. */
    private static String spelt(Matcher operation, String type) {
        return operation.group(2).equals("Slice") ? "int64_t" : switch (ElementType.valueOf(type)) {
            case FLOAT -> "float";
            case BFLOAT16 -> "BFloat16";
            case FLOAT16 -> "MLFloat16";
            case INT32 -> "int32_t";
            case INT64 -> "int64_t";
            case BOOL -> "bool";
            case UINT8 -> "uint8_t";
        };
    }
}
