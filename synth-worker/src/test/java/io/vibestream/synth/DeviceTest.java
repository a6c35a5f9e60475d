package io.vibestream.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.synth.model.checkpoint.MemoryNeed;
import io.vibestream.synth.model.checkpoint.ModelLoadException;
import io.vibestream.synth.ort.LibraryMissingException;
import io.vibestream.synth.ort.OrtLibrary;
import io.vibestream.synth.ort.SharedLibraryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceTest {

    private static final Path NATIVES = Path.of("target", "native");
    private static final String PROVIDER = "libonnxruntime_providers_cuda.so";

    @TempDir
    Path folder;

    private static VibeVoiceSettings settings(Map<String, String> environment) {
        var all = new HashMap<>(environment);
        all.putIfAbsent("ENGINE_CACHE_DIR", NATIVES.toString());
        return VibeVoiceSettings.from(SettingsTable.of(VibeVoiceSettings.SETTINGS).read(all));
    }

    @Test
    void takesTheCpuWhereTheLibrariesKnowNoGpuAndSaysWhy() {
        try (var device = Device.open(settings(Map.of()))) {
            assertThat(device.name()).isEqualTo("CPU in float32");
            assertThat(device.why()).contains("no CUDA provider", "onnxruntime_gpu", "ORT_LIBRARY");
        }
    }

    @Test
    void refusesToStartWithoutTheGpuThatIsAskedFor() {
        var asked = settings(Map.of("EXECUTION_PROVIDER", "cuda"));

        assertThatThrownBy(() -> Device.open(asked)).isInstanceOf(LibraryMissingException.class)
                .hasMessageContaining("no CUDA provider");
    }

    /** A provider for a CUDA that nobody has, so that the test says the same on a machine with a GPU. */
    @Test
    void namesTheCudaLibraryThatIsMissing() throws IOException {
        var main = withProvider("libcublas.so.99", "libcudart.so.99");

        try (var device = Device.open(settings(Map.of("ORT_LIBRARY", main.toString())))) {
            assertThat(device.why()).containsPattern("libcuda.so.1 cannot be loaded; install the NVIDIA driver"
                    + "|libcudart.so.99 cannot be loaded; install the CUDA 99 runtime");
        }
    }

    @Test
    void takesTheLibraryThatASettingNames() throws IOException {
        var main = folder.resolve("libonnxruntime.so");

        assertThatThrownBy(() -> Device.open(settings(Map.of("ORT_LIBRARY", main.toString()))))
                .isInstanceOf(LibraryMissingException.class).hasMessageContaining(main + " is not there");

        Files.copy(OrtLibrary.fromClassPath(NATIVES).main(), main);
        try (var device = Device.open(settings(Map.of("ORT_LIBRARY", main.toString())))) {
            assertThat(device.machine().ort().version()).isEqualTo("1.29.0");
        }
    }

    @Test
    void readsOutOfTheProviderWhatItNeeds() throws IOException {
        var needs = OrtLibrary.at(withProvider("libcublas.so.13", "libcublasLt.so.13", "libm.so.6", "libcudart.so.13",
                "libcudnn.so.9", "libonnxruntime_providers_shared.so")).cudaNeeds();

        assertThat(needs.version()).isEqualTo(13);
        assertThat(needs.libraries()).containsExactly("libcudart.so.13", "libcublasLt.so.13", "libcublas.so.13",
                "libcudnn.so.9");
    }

    @Test
    void refusesAProviderThatIsNoneForCuda() throws IOException {
        var other = OrtLibrary.at(withProvider("libm.so.6"));
        assertThatThrownBy(other::cudaNeeds).isInstanceOf(LibraryMissingException.class)
                .hasMessageContaining("CUDA 12 or 13");

        Files.writeString(folder.resolve(PROVIDER), "nothing that Linux could load, but long enough to be looked into");
        assertThatThrownBy(other::cudaNeeds).isInstanceOf(LibraryMissingException.class)
                .hasMessageContaining("expected a 64-bit little-endian shared library");
    }

    private Path withProvider(String... needed) throws IOException {
        var main = folder.resolve("libonnxruntime.so");
        if (!Files.exists(main)) {
            Files.copy(OrtLibrary.fromClassPath(NATIVES).main(), main);
        }
        SharedLibraryFile.needing(folder.resolve(PROVIDER), needed);
        return main;
    }

    private static SequencedMap<Precision, MemoryNeed> needs() {
        var needs = new LinkedHashMap<Precision, MemoryNeed>();
        needs.put(Precision.FP32, new MemoryNeed(40_000, 1_000, 1));
        needs.put(Precision.INT8, new MemoryNeed(20_000, 1_000, 1));
        needs.put(Precision.INT4, new MemoryNeed(15_000, 1_000, 1));
        return needs;
    }

    @Test
    void takesTheMostExactPrecisionThatFits() {
        assertThat(Device.plan(needs(), Precision.AUTO, 50_000, Optional.empty(), 2))
                .isEqualTo(new Device.Plan(Precision.FP32, 2));
        assertThat(Device.plan(needs(), Precision.AUTO, 40_500, Optional.empty(), 2))
                .isEqualTo(new Device.Plan(Precision.INT8, 2));
        assertThat(Device.plan(needs(), Precision.AUTO, 22_000, Optional.of(5), 2))
                .isEqualTo(new Device.Plan(Precision.INT4, 5));
        assertThat(Device.plan(needs(), Precision.INT4, 50_000, Optional.empty(), 2))
                .isEqualTo(new Device.Plan(Precision.INT4, 2));
    }

    @Test
    void refusesAPrecisionThatDoesNotFitOrThatTheDeviceDoesNotCompute() {
        assertThatThrownBy(() -> Device.plan(needs(), Precision.FP32, 30_000, Optional.empty(), 2))
                .isInstanceOf(ModelLoadException.class).hasMessageContaining("1 slots need");
        assertThatThrownBy(() -> Device.plan(needs(), Precision.BF16, 90_000, Optional.empty(), 2))
                .hasMessage("PRECISION: expected AUTO or one of [FP32, INT8, INT4] on this device, found BF16");
    }

    @Test
    void takesAsManySlotsAsFitUpToWhatIsSensible() {
        var need = new MemoryNeed(10_000, 1_000, 1);

        assertThat(Device.slots(need, 15_999, Optional.empty(), 32)).isEqualTo(5);
        assertThat(Device.slots(need, 1_000_000, Optional.empty(), 32)).isEqualTo(32);
        assertThat(Device.slots(need, 1_000_000, Optional.of(40), 32)).isEqualTo(40);
    }

    @Test
    void refusesMoreThanTheMemoryHoldsBeforeAnyOfItIsSpent() {
        var need = new MemoryNeed(10_000_000_000L, 1_000_000_000L, 1);

        assertThatThrownBy(() -> Device.slots(need, 10_500_000_000L, Optional.empty(), 32))
                .isInstanceOf(ModelLoadException.class)
                .hasMessage("memory: 1 slots need 11.0 GB (weights 10.0, each slot 1.00), found 10.5 that can be used; "
                        + "lower SLOTS or SLOT_TOKENS, or take a larger machine");
        assertThatThrownBy(() -> Device.slots(need, 14_000_000_000L, Optional.of(5), 32))
                .hasMessageContaining("5 slots need 15.0 GB");
    }
}
