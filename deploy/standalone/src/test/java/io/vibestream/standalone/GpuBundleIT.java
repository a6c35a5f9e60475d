package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a GPU machine is brought, tried out as far as a machine without a GPU can. */
class GpuBundleIT {

    private static final long PART_BYTES = 20_000_000;

    @TempDir
    static Path folder = Path.of("");

    private static Path bundle = Path.of("");

    record Ended(int status, String printed) {}

    @BeforeAll
    static void pack() throws Exception {
        bundle = folder.resolve("bundle");
        var ended = run(Map.of("PART_BYTES", Long.toString(PART_BYTES), "ONNXRUNTIME_CUDA", ""),
                Path.of("..", "gpu", "bundle").toString(), bundle.toString());
        assertThat(ended.status).as(ended.printed).isZero();
    }

    private static Ended run(Map<String, String> settings, String... command) throws Exception {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(settings);
        return ended(builder.start());
    }

    private static Ended ended(Process process) throws Exception {
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), printed);
    }

    private static Ended bench(Path work, String... wishes) throws Exception {
        return ended(start(work, wishes));
    }

    private static Process start(Path work, String... wishes) throws IOException {
        var command = new ArrayList<>(List.of("python3", bundle.resolve("gpu-bench.py").toString(), "--work",
                work.toString(), "--size", "tiny", "--slots", "1,2", "--frames", "6"));
        command.addAll(List.of(wishes));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<Path> parts() throws IOException {
        try (var files = Files.list(bundle)) {
            return files.filter(file -> file.toString().contains(".tar.gz.")).sorted().toList();
        }
    }

    @Test
    void measuresOnTheCpuWhatItWouldOnAGpuAndRepeatsNothing() throws Exception {
        var work = folder.resolve("work");

        var first = bench(work, "--provider", "cpu");
        var second = bench(work, "--provider", "cpu");

        assertThat(first.status).as(first.printed).isZero();
        var steps = new ObjectMapper().readTree(work.resolve("gpu-bench.json").toFile()).get("steps");
        assertThat(steps.get("reference in float32 on the CPU").get("lines")).hasSizeGreaterThan(4)
                .anySatisfy(line -> assertThat(line.asText()).contains("tokens same"));
        assertThat(steps.get("bench").get("report").get("results")).hasSize(2)
                .allSatisfy(result -> assertThat(result.get("framesPerSecond").asDouble()).isPositive());
        assertThat(second.printed).contains("program: done before", "checkpoint: done before", "bench: done before");
    }

    @Test
    void takesItsProgramAlongWhenItIsKilledAndGoesOnAfterwards() throws Exception {
        var work = folder.resolve("killed");
        var killed = start(work, "--provider", "cpu");
        // The script's only children are the programs that it runs.
        await().atMost(Duration.ofMinutes(2)).until(() -> killed.descendants().findAny().isPresent());
        var program = killed.descendants().toList();

        killed.destroyForcibly().waitFor();

        await().atMost(Duration.ofMinutes(1)).until(() -> program.stream().noneMatch(ProcessHandle::isAlive));
        var resumed = bench(work, "--provider", "cpu");
        assertThat(resumed.status).as(resumed.printed).isZero();
    }

    @Test
    void comesInPartsThatCanBeCarriedAndNamesTheOneThatIsMissingOrDamaged() throws Exception {
        assertThat(parts()).hasSizeGreaterThan(3)
                .allSatisfy(part -> assertThat(Files.size(part)).isBetween(1L, PART_BYTES));
        var second = parts().get(1);
        var kept = folder.resolve("kept");
        Files.move(second, kept);

        var without = bench(folder.resolve("nothing"), "--provider", "cpu");
        Files.write(second, new byte[1000]);
        var damaged = bench(folder.resolve("nothing"), "--provider", "cpu");
        Files.move(kept, second, StandardCopyOption.REPLACE_EXISTING);

        assertThat(without.printed).contains("missing " + second.getFileName());
        assertThat(damaged.printed).contains(second.getFileName() + " is damaged");
        assertThat(List.of(without.status, damaged.status)).containsOnly(1);
    }

    @Test
    void saysWhichOfTheLibrariesForTheGpuIsMissing() throws Exception {
        var ended = bench(folder.resolve("gpu"));

        // A machine that has CUDA's libraries still has no ONNX Runtime for them, because this bundle was packed without.
        assertThat(ended.printed).containsPattern(
                "CUDA's libraries are missing: lib.*install PyTorch|the bundle has no ONNX Runtime for it");
        assertThat(ended.status).isEqualTo(1);
    }
}
