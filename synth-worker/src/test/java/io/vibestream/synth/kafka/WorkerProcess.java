package io.vibestream.synth.kafka;

import static io.vibestream.synth.kafka.ScriptedEngine.audio;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;

/** A worker in a process of its own that speaks one second and then goes on for ever. Says so when it has begun. */
final class WorkerProcess {

    static final String BEGUN = "begun";

    private WorkerProcess() {}

    public static void main(String[] arguments) throws InterruptedException {
        var steps = new ScriptedEngine.Step[100_000];
        Arrays.fill(steps, (ScriptedEngine.Step) Workbench::aLittleLater);
        steps[0] = audio(24_000);
        var engine = new ScriptedEngine(1, 0).will(steps);
        var clients = new KafkaClients(KafkaSettings.local(arguments[0]));
        var settings = new WorkSettings(3, Duration.parse(arguments[1]), Duration.ZERO);
        try (var worker = new ChunkWorkers(clients, Workbench.registered(), engine, settings, new SimpleMeterRegistry(),
                InstantSource.system(), failure -> System.exit(1))) {
            worker.start();
            while (engine.open.get() == 0) {
                var _ = Workbench.aLittleLater();
            }
            System.out.println(BEGUN);
            Thread.currentThread().join();
        }
    }
}
