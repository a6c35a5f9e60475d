package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.runtime.settings.SettingsTable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewaySettingsTest {

    @Test
    void keepsToThisMachineByDefault() {
        var settings = read(Map.of());

        assertThat(settings.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(settings.address().getPort()).isEqualTo(8080);
        assertThat(settings.maxTextLength()).isEqualTo(2000);
        assertThat(settings.maxInputLength()).isEqualTo(4096);
        assertThat(settings.defaultCfgScale()).isEqualTo(1.3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3"})
    void listensElsewhereOnlyWithKeys(String host) {
        assertThatThrownBy(() -> read(Map.of("GATEWAY_HOST", host))).isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "API_KEYS: expected at least one key when GATEWAY_HOST is not a loopback address, "
                                + "found none with GATEWAY_HOST=" + host);

        assertThat(read(Map.of("GATEWAY_HOST", host, "API_KEYS", "secret")).protection().keys().isEmpty()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "a,,b", "name="})
    void refusesKeysThatAreEmptyWithoutShowingThem(String keys) {
        assertThatThrownBy(() -> read(Map.of("API_KEYS", keys))).isInstanceOf(SettingsException.class)
                .hasMessageContaining("API_KEYS: expected keys separated by commas").hasMessageContaining("not shown");
    }

    @Test
    void saysThatAHostIsUnknown() {
        assertThatThrownBy(() -> read(Map.of("GATEWAY_HOST", "no such host"))).isInstanceOf(SettingsException.class)
                .hasMessageContaining("GATEWAY_HOST: expected an address of this machine, found 'no such host'");
    }

    private static GatewaySettings read(Map<String, String> environment) {
        return GatewaySettings.from(SettingsTable.of(GatewaySettings.SETTINGS).read(environment));
    }
}
