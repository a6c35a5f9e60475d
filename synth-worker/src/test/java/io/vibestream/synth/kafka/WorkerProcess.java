package io.vibestream.synth.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.lifecycle.Lifecycle;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.synth.WorkerService;
import io.vibestream.synth.WorkerSettings;
import io.vibestream.synth.voice.UploadedVoices;
import java.time.InstantSource;
import java.util.Arrays;
import java.nio.file.Path;
import java.util.Map;

/** A worker in a process of its own that speaks one second and then goes on for ever. Says so when it has begun. */
final class WorkerProcess {

    static final String BEGUN = "begun";

    private WorkerProcess() {}

    /** Of brokers, lock, and time for draining. */
    public static void main(String[] arguments) {
        var steps = new ScriptedEngine.Step[100_000];
        Arrays.fill(steps, (ScriptedEngine.Step) Workbench::aLittleLater);
        steps[0] = ScriptedEngine.audio(24_000);
        steps[1] = () -> {
            System.out.println(BEGUN);
            return Workbench.aLittleLater();
        };
        var settings = SettingsTable.of(WorkerService.settings())
                .read(Map.of("CHUNK_LOCK", arguments[1], "DRAIN_TIMEOUT", arguments[2]));
        var lifecycle = new Lifecycle();
        lifecycle.add(new WorkerService(WorkerSettings.from(settings),
                new KafkaClients(KafkaSettings.local(arguments[0])), Workbench.registered(),
                new ScriptedEngine(1, 0).will(steps),
                new UploadedVoices(Path.of("target", "uploaded")), new SimpleMeterRegistry(), InstantSource.system(),
                failure -> lifecycle.fail("worker", failure)));
        System.exit(lifecycle.run());
    }
}
