package io.vibestream.synth.kafka;

import static io.vibestream.synth.kafka.ScriptedEngine.audio;
import static io.vibestream.synth.kafka.ScriptedEngine.finish;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vibestream.broker.TestBroker;
import io.vibestream.synth.engine.Lane;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to a chunk whose worker goes. The lock is so long that no chunk comes back by waiting for its end. */
@Timeout(120)
class HandoverIT {

    private static final Duration LOCK = Duration.ofSeconds(60);
    /** Far less than the lock, far more than it takes. */
    private static final Duration AT_ONCE = Duration.ofSeconds(15);

    private final Workbench bench = new Workbench(TestBroker.shared().address());

    @AfterEach
    void stopWorkers() {
        bench.close();
    }

    private static ScriptedEngine.Step[] forEver() {
        var steps = new ScriptedEngine.Step[20_000];
        Arrays.fill(steps, (ScriptedEngine.Step) Workbench::aLittleLater);
        return steps;
    }

    /** Takes the chunk before anybody else can. */
    private ChunkWorkers speaking(ScriptedEngine engine, Duration drain) {
        var worker = bench.worker(engine, LOCK, drain);
        await().atMost(Workbench.SOON).until(() -> engine.open.get() == 1);
        return worker;
    }

    @Test
    void whatAStoppingWorkerCannotFinishAnotherSpeaksAtOnce() throws Exception {
        var request = TestBroker.unique("given-back");
        bench.send(Lane.INTERACTIVE, request, 0);
        var first = new ScriptedEngine(1, 0).will(forEver());
        var stopping = speaking(first, Duration.ofMillis(100));
        var second = new ScriptedEngine(1, 0).will(audio(100), finish());
        bench.worker(second, LOCK, Duration.ofSeconds(5));

        stopping.close();

        assertThat(first.open).hasValue(0);
        await().atMost(AT_ONCE).until(() -> bench.completed(request) == 1);
        assertThat(bench.heard(request)).containsExactly(request + "/0 segment 0 x100",
                request + "/0 completed 1 x100");
    }

    @Test
    void noChunkWaitsForABusyWorkerWhileAnotherIsIdle() throws Exception {
        var busyWith = TestBroker.unique("long");
        bench.send(Lane.INTERACTIVE, busyWith, 0);
        var busy = speaking(new ScriptedEngine(1, 0).will(forEver()), Duration.ZERO);
        bench.worker(new ScriptedEngine(1, 0).will(audio(100), finish()), LOCK, Duration.ofSeconds(5));
        var request = TestBroker.unique("short");

        for (int i = 0; i < 6; i++) {
            bench.send(Lane.INTERACTIVE, request, i);
        }

        await().atMost(AT_ONCE).until(() -> bench.completed(request) == 6);
        assertThat(bench.heard(request)).hasSize(12);
        busy.close();
        bench.awaitCompleted(busyWith, 1);
    }

    @Test
    void aStoppingWorkerFinishesWhatItCanInTimeAndLeavesTheRest() throws Exception {
        var request = TestBroker.unique("drained");
        bench.send(Lane.BULK, request, 0);
        var steps = new ScriptedEngine.Step[52];
        Arrays.fill(steps, (ScriptedEngine.Step) Workbench::aLittleLater);
        steps[50] = audio(100);
        steps[51] = finish();
        var first = new ScriptedEngine(1, 0).will(steps);
        var stopping = speaking(first, Duration.ofSeconds(20));
        for (int i = 1; i < 4; i++) {
            bench.send(Lane.BULK, request, i);
        }
        var second = new ScriptedEngine(1, 0).will(audio(200), finish());
        bench.worker(second, LOCK, Duration.ofSeconds(5));

        stopping.close();

        await().atMost(AT_ONCE).until(() -> bench.completed(request) == 4);
        assertThat(bench.heard(request)).contains(request + "/0 completed 1 x100").doesNotHaveDuplicates();
        assertThat(first.heard.size() + second.heard.size()).isEqualTo(4);
    }

    enum Signal {
        /** As a deployment stops a worker, which then gives back what it has no time to finish. */
        TERM {
            @Override
            void send(Process process) {
                process.destroy();
            }
        },
        /** As a worker dies: it says nothing, only its connections break. */
        KILL {
            @Override
            void send(Process process) {
                process.destroyForcibly();
            }
        };

        abstract void send(Process process);
    }

    @ParameterizedTest
    @EnumSource
    void whatAWorkerHadWhenItsProcessWasEndedAnotherSpeaksAtOnce(Signal signal) throws Exception {
        var request = TestBroker.unique("ended");
        bench.send(Lane.INTERACTIVE, request, 0);
        var process = startWorker();
        try (var out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            assertThat(out.readLine()).isEqualTo(WorkerProcess.BEGUN);
            bench.worker(new ScriptedEngine(1, 0).will(audio(100), finish()), LOCK, Duration.ofSeconds(5));
            await().atMost(Workbench.SOON).until(() -> !bench.heard(request).isEmpty());

            signal.send(process);
            await().atMost(AT_ONCE).until(() -> bench.completed(request) == 1);

            assertThat(process.waitFor(AT_ONCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(bench.heard(request)).containsExactly(request + "/0 segment 0 x24000",
                request + "/0 segment 0 x100", request + "/0 completed 1 x100");
    }

    private static Process startWorker() throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(List.of(java, "-cp", System.getProperty("java.class.path"),
                WorkerProcess.class.getName(), TestBroker.shared().address(), LOCK.toSeconds() + "s", "0s"))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
