package io.vibestream.runtime.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.runtime.settings.SettingsTable;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySettingsTest {

    @Test
    void keepsSchemasInMemoryWithoutAnAddress() {
        assertThat(read(Map.of()).open()).isInstanceOf(InMemoryRegistry.class);
    }

    @Test
    void readsSeveralAddressesAndCredentials() {
        var settings = read(
                Map.of("SCHEMA_REGISTRY_URL", "http://a:8081, https://b/apis", "SCHEMA_REGISTRY_BASIC_AUTH",
                        "u:hunter2"));

        assertThat(settings.addresses()).containsExactly(URI.create("http://a:8081"), URI.create("https://b/apis"));
        assertThat(settings.open()).isNotInstanceOf(InMemoryRegistry.class);
        assertThat(settings.toString()).doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:8081", "http://u:p@host", "ftp://host", "http://a,", "http://a b"})
    void refusesWhatIsNoAddress(String url) {
        assertThatThrownBy(() -> read(Map.of("SCHEMA_REGISTRY_URL", url))).isInstanceOf(SettingsException.class)
                .hasMessageContaining("SCHEMA_REGISTRY_URL");
    }

    private static RegistrySettings read(Map<String, String> environment) {
        return RegistrySettings.from(SettingsTable.of(RegistrySettings.SETTINGS).read(environment));
    }
}
