package io.vibestream.gateway;

import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.lifecycle.Lifecycle;
import io.vibestream.runtime.registry.RegistrySettings;
import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.Codecs;
import java.time.InstantSource;
import java.util.Map;

/** The gateway as a process of its own. */
public final class Main {

    private static final SettingsTable TABLE = SettingsTable.of(GatewayService.settings(), KafkaSettings.SETTINGS,
            RegistrySettings.SETTINGS);

    private Main() {}

    /** {@code --help} prints the settings; everything else comes from the environment. */
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            System.out.print(TABLE.describe());
            System.exit(arguments[0].equals("--help") ? 0 : 2);
        }
        System.exit(run(System.getenv()));
    }

    private static int run(Map<String, String> environment) {
        try {
            var values = TABLE.read(environment);
            var registry = RegistrySettings.from(values).open();
            var lifecycle = new Lifecycle();
            lifecycle.add(new GatewayService(GatewaySettings.from(values), new KafkaClients(KafkaSettings.from(values)),
                    new Codecs(registry::register, registry::schema), registry, InstantSource.system(),
                    failure -> lifecycle.fail("gateway", failure)));
            return lifecycle.run();
        } catch (SettingsException wrong) {
            System.err.println(wrong.getMessage());
            return 2;
        }
    }
}
