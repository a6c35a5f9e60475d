package io.vibestream.synth;

import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.lifecycle.Lifecycle;
import io.vibestream.runtime.logging.Logging;
import io.vibestream.runtime.logging.LoggingSettings;
import io.vibestream.runtime.ops.Health;
import io.vibestream.runtime.ops.Metrics;
import io.vibestream.runtime.ops.OpsServer;
import io.vibestream.runtime.ops.OpsSettings;
import io.vibestream.runtime.ops.Verdict;
import io.vibestream.runtime.registry.RegistrySettings;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.Codecs;
import java.time.InstantSource;
import java.util.Map;

/** The worker as a process of its own. */
public final class Main {

    private static final int USAGE = 2;
    private static final SettingsTable TABLE = SettingsTable.of(WorkerService.settings(), KafkaSettings.SETTINGS,
            RegistrySettings.SETTINGS, OpsSettings.SETTINGS, LoggingSettings.SETTINGS);

    private Main() {}

    /** {@code --help} prints the settings; everything else comes from the environment. */
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            System.out.print(TABLE.describe());
            System.exit(arguments[0].equals("--help") ? 0 : USAGE);
        }
        System.exit(run(System.getenv()));
    }

    private static int run(Map<String, String> environment) {
        try {
            return run(TABLE.read(environment));
        } catch (SettingsException wrong) {
            System.err.println(wrong.getMessage());
            return USAGE;
        }
    }

    private static int run(SettingValues values) {
        Logging.configure(LoggingSettings.from(values));
        var settings = WorkerSettings.from(values);
        var clients = new KafkaClients(KafkaSettings.from(values));
        var registry = RegistrySettings.from(values).open();
        var health = new Health();
        var lifecycle = new Lifecycle();
        try (var metrics = new Metrics();
                var uploaded = settings.uploadedVoices();
                var engine = Engines.open(settings, uploaded, metrics.registry(),
                        failure -> lifecycle.fail("engine", failure))) {
            lifecycle.add(new OpsServer(OpsSettings.from(values), health, metrics));
            var worker = lifecycle.add(new WorkerService(settings, clients,
                    new Codecs(registry::register, registry::find), engine, uploaded, metrics.registry(),
                    InstantSource.system(), failure -> lifecycle.fail("synth-worker", failure)));
            health.addReadiness("synth-worker", () -> Verdict.when(worker.isRunning(), "not all threads run"));
            return lifecycle.run();
        }
    }
}
