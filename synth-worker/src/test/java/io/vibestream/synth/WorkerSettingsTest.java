package io.vibestream.synth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.synth.kafka.WorkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerSettingsTest {

    private static WorkerSettings read(Map<String, String> environment) {
        return WorkerSettings.from(SettingsTable.of(WorkerSettings.SETTINGS).read(environment));
    }

    @Test
    void everySettingHasADefault() {
        var settings = read(Map.of());

        assertThat(settings.work()).isEqualTo(new WorkSettings(3, Duration.ofSeconds(30), Duration.ofSeconds(20)));
        assertThat(settings.reservedSlots(4)).isEqualTo(1);
        assertThat(settings.reservedSlots(1)).isZero();
        assertThat(settings.modelDir()).isEmpty();
        assertThat(settings.previewSlots()).isEqualTo(2);
    }

    @Test
    void everySettingCanBeSet() {
        var settings = read(Map.of("INTERACTIVE_SLOTS", "2", "MAX_ATTEMPTS", "5", "CHUNK_LOCK", "15s", "DRAIN_TIMEOUT",
                "1m", "MODEL_DIR", "/models/7B", "PREVIEW_SLOTS", "3"));

        assertThat(settings.work()).isEqualTo(new WorkSettings(5, Duration.ofSeconds(15), Duration.ofMinutes(1)));
        assertThat(settings.reservedSlots(2)).isEqualTo(2);
        assertThat(settings.modelDir()).contains(Path.of("/models/7B"));
        assertThat(settings.previewSlots()).isEqualTo(3);
    }

    @Test
    void moreAttemptsThanKafkaDeliversAreRefused() {
        assertThatThrownBy(() -> read(Map.of("MAX_ATTEMPTS", "9"))).isInstanceOf(SettingsException.class)
                .hasMessageContaining("MAX_ATTEMPTS");
    }

    @Test
    void moreReservedSlotsThanTheEngineHasAreRefused() {
        var settings = read(Map.of("INTERACTIVE_SLOTS", "3"));

        assertThatThrownBy(() -> settings.reservedSlots(2)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("INTERACTIVE_SLOTS: expected at most the engine's 2 slots, found 3");
    }

    @Test
    void aCheckpointIsTakenWhereItIsNamedOrWhereOneUsuallyIs(@TempDir Path folder) throws IOException {
        var empty = Files.createDirectory(folder.resolve("empty"));
        var full = Files.createDirectory(folder.resolve("full"));
        Files.writeString(full.resolve("config.json"), "{}");

        assertThat(Engines.checkpoint(Optional.empty(), List.of(empty, full))).contains(full);
        assertThat(Engines.checkpoint(Optional.of(empty), List.of(full))).contains(empty);
        assertThat(Engines.checkpoint(Optional.empty(), List.of(empty))).isEmpty();
    }
}
