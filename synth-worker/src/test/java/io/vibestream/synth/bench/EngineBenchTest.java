package io.vibestream.synth.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.synth.EngineReport;
import io.vibestream.synth.VibeVoiceSettings;
import io.vibestream.synth.model.checkpoint.ModelSize;
import io.vibestream.synth.model.checkpoint.RandomCheckpoint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineBenchTest {

    @Test
    void measuresSequencesThatAllSpeakAtOnce(@TempDir Path folder) throws Exception {
        RandomCheckpoint.of(ModelSize.TINY.config(), 1).write(folder, _ -> {});
        var settings = VibeVoiceSettings.from(SettingsTable.of(VibeVoiceSettings.SETTINGS)
                .read(Map.of("EXECUTION_PROVIDER", "cpu", "ENGINE_CACHE_DIR", Path.of("target", "native").toString())));
        var printed = new ByteArrayOutputStream();

        var report = EngineReport.measure(folder, settings, new EngineBench.Wish(List.of(1, 3), 40, 2),
                new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(report.results()).extracting(EngineBench.Result::slots).containsExactly(1, 3);
        assertThat(report.results()).allSatisfy(result -> {
            assertThat(result.framesPerSecond()).isPositive();
            assertThat(result.p99()).isGreaterThanOrEqualTo(result.p50()).isPositive();
            assertThat(result.overhead()).isBetween(0.0, 1.0);
            assertThat(result.boundRatio()).isPositive();
        });
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("CPU in float32", "GB/s", "x real time");
    }

    @Test
    void refusesToMeasureTooLittle() {
        assertThatThrownBy(() -> new EngineBench.Wish(List.of(1), 2, 10)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 2 frames");
    }
}
