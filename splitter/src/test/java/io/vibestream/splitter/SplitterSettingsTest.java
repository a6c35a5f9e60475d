package io.vibestream.splitter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.ChunkLimits;
import io.vibestream.schemas.RequestLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitterSettingsTest {

    private static SplitterSettings read(Map<String, String> environment) {
        return SplitterSettings.from(SettingsTable.of(SplitterSettings.SETTINGS).read(environment));
    }

    @Test
    void haveTheDefaultsOfTheReplacedService() {
        assertThat(read(Map.of())).isEqualTo(new SplitterSettings("tts-splitter", Path.of("data", "state"),
                new ChunkLimits(1000, 150), 40, 0, "Alice", Duration.ofDays(1), Lexicon.EMPTY,
                new RequestLimits(500_000, "tts.results")));
    }

    @Test
    void areReadFromTheEnvironment() {
        var settings = read(Map.of("SPLITTER_APPLICATION_ID", "a", "SPLITTER_STATE_DIR", "/s", "MAX_CHUNK_CHARS", "300",
                "MIN_LAST_CHUNK_CHARS", "0", "CHUNK_SILENCE_MS", "0", "PARAGRAPH_PAUSE_MS", "700", "DEFAULT_SPEAKER",
                "Frank", "REQUEST_TTL", "2h",
                "MAX_REQUEST_CHARS", "9", "REPLY_TOPIC_PREFIX", "mine."));

        assertThat(settings)
                .isEqualTo(new SplitterSettings("a", Path.of("/s"), new ChunkLimits(300, 0), 0, 700, "Frank",
                        Duration.ofHours(2), Lexicon.EMPTY, new RequestLimits(9, "mine.")));
    }

    @Test
    void areRefusedAllAtOnce() {
        assertThatThrownBy(
                () -> read(Map.of("MAX_CHUNK_CHARS", "0", "REQUEST_TTL", "8d", "SPLITTER_APPLICATION_ID", "a b")))
                .isInstanceOf(SettingsException.class).hasMessageContaining("MAX_CHUNK_CHARS")
                .hasMessageContaining("REQUEST_TTL").hasMessageContaining("SPLITTER_APPLICATION_ID");
    }
}
