package io.vibestream.runtime.registry;

import io.vibestream.runtime.settings.Secret;
import io.vibestream.runtime.settings.Setting;
import io.vibestream.runtime.settings.SettingValues;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Which schema registry is used.
 *
 * @param addresses the same registry under several addresses, tried in turn; empty for the one in memory
 * @param basicAuth user:password
 */
public record RegistrySettings(List<URI> addresses, Optional<Secret> basicAuth) {

    private static final Setting<Optional<String>> URL = Setting
            .text("SCHEMA_REGISTRY_URL", "Confluent-compatible registry, several addresses separated by commas; "
                    + "unset: one in memory with the service's own schemas")
            .such("http(s) addresses separated by commas, without credentials", RegistrySettings::areAddresses)
            .optional();
    private static final Setting<Optional<Secret>> BASIC_AUTH = Setting
            .secret("SCHEMA_REGISTRY_BASIC_AUTH", "Credentials for the registry, user:password")
            .such("user:password", secret -> secret.reveal().contains(":")).optional();

    /** The definitions that {@link #from} reads. */
    public static final List<Setting<?>> SETTINGS = List.of(URL, BASIC_AUTH);

    public RegistrySettings {
        addresses = List.copyOf(addresses);
    }

    /** Takes what {@link #SETTINGS} defined out of the values that were read. */
    public static RegistrySettings from(SettingValues values) {
        return new RegistrySettings(values.get(URL).map(RegistrySettings::addresses).orElse(List.of()),
                values.get(BASIC_AUTH));
    }

    /**
     * The registry that the settings name: the one in memory without an address; with one, the client that the build
     * brought along ({@link RegistryConnector}), else our own.
     */
    public SchemaRegistry open() {
        if (addresses.isEmpty()) {
            return new InMemoryRegistry();
        }
        return ServiceLoader.load(RegistryConnector.class).findFirst().map(connector -> connector.connect(this))
                .orElseGet(() -> new ConfluentRegistry(this));
    }

    private static List<URI> addresses(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).map(URI::create).toList();
    }

    private static boolean areAddresses(String text) {
        try {
            return addresses(text).stream().allMatch(uri -> uri.getHost() != null && uri.getUserInfo() == null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
