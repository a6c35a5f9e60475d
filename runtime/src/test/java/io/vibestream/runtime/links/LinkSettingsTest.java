package io.vibestream.runtime.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.SettingsTable;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkSettingsTest {

    private static LinkSettings read(Map<String, String> environment) {
        return LinkSettings.from(SettingsTable.of(LinkSettings.SETTINGS).read(environment));
    }

    @Test
    void withoutASecretThereAreNoLinks() {
        var settings = read(Map.of());

        assertThat(settings.signedLinks()).isEmpty();
        assertThat(settings.directory()).isEqualTo(Path.of("data/audio"));
        assertThat(settings.publicUrl()).isEqualTo(URI.create("http://localhost:8080"));
    }

    @Test
    void aSecretMakesLinks() {
        assertThat(read(Map.of("LINK_SECRET", "sixteen bytes ok")).signedLinks()).isPresent();
    }

    @Test
    void aShortSecretIsRefusedAndNotShown() {
        assertThatThrownBy(() -> read(Map.of("LINK_SECRET", "hunter2")))
                .hasMessageContaining("LINK_SECRET: expected a secret of at least 16 bytes")
                .hasMessageNotContaining("hunter2");
    }
}
