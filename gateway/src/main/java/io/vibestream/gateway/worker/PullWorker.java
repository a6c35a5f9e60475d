package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.gateway.pipeline.Pipeline;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes jobs from RunPod for as long as there is room, tells it that they are alive, and hears which it no longer wants. Each of these has a
 * thread, and so has every job. Closing it takes no more and finishes what was taken.
 */
public final class PullWorker implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(PullWorker.class);
    /** RunPod makes its callers wait for up to this. */
    private static final Duration LONG_POLL = Duration.ofSeconds(90);

    private final HostSettings settings;
    private final JobRun.Tools tools;
    private final Host host;
    private final Pauses pauses;
    private final Consumer<Throwable> failed;
    private final Semaphore room;
    /** Written by the taking thread and the jobs' own, read by the others: hence a concurrent map. */
    private final ConcurrentMap<String, JobRun> running = new ConcurrentHashMap<>();
    private final List<Thread> loops = new ArrayList<>();
    /** Set by the closing thread, which then interrupts the loops. */
    private volatile boolean closing;

    /**
     * A worker for a pipeline.
     *
     * @param failed told when jobs can no longer be taken
     */
    public static PullWorker of(HostSettings settings, Pipeline pipeline, JobReader reader, InstantSource clock,
            Consumer<Throwable> failed) {
        return of(settings, pipeline, reader, Pauses.USUAL, clock, failed);
    }

    static PullWorker of(HostSettings settings, Pipeline pipeline, JobReader reader, Pauses pauses, InstantSource clock,
            Consumer<Throwable> failed) {
        var host = new Host(settings.key());
        return new PullWorker(settings, new JobRun.Tools(pipeline, reader,
                new Delivery(host, settings.addresses(), pauses), settings.addresses(), settings.hostname(), clock),
                host, pauses, failed);
    }

    private PullWorker(HostSettings settings, JobRun.Tools tools, Host host, Pauses pauses,
            Consumer<Throwable> failed) {
        this.settings = settings;
        this.tools = tools;
        this.host = host;
        this.pauses = pauses;
        this.failed = failed;
        room = new Semaphore(settings.concurrency());
    }

    @Override
    public String name() {
        return "runpod worker";
    }

    @Override
    public void start() {
        // The first heartbeat goes out before the first job is taken.
        loop("runpod-ping", this::ping);
        settings.addresses().stops().ifPresentOrElse(address -> loop("runpod-stop", () -> hearStops(address)),
                () -> LOG.warn("RunPod cannot stop jobs here: RUNPOD_WEBHOOK_GET_JOB has no /job-take/"));
        loop("runpod-take", this::takeJobs);
        LOG.atInfo().addKeyValue("worker", settings.addresses().workerId())
                .addKeyValue("concurrency", settings.concurrency()).log("taking jobs from RunPod");
    }

    private interface Loop {
        void run() throws InterruptedException;
    }

    private void loop(String name, Loop body) {
        loops.add(Thread.ofVirtual().name(name).start(() -> {
            try {
                body.run();
            } catch (InterruptedException asked) {
                LOG.atDebug().addKeyValue("loop", name).log("ended");
            } catch (Throwable failure) { // the top of this thread: the service stops and restarts clean
                failed.accept(failure);
            }
        }));
    }

    private void takeJobs() throws InterruptedException {
        int failures = 0;
        while (!closing) {
            room.acquire();
            room.release();
            var begun = System.nanoTime();
            var answer = host.get(settings.addresses().takeJobs(room.availablePermits(), !running.isEmpty()),
                    LONG_POLL);
            var taken = Duration.ofNanos(System.nanoTime() - begun);
            failures = answer instanceof Answer.Failed ? failures + 1 : 0;
            switch (answer) {
                case Answer.Content(var json) when begin(json) -> {
                    // and there may be more
                }
                case Answer.Content _,Answer.Nothing _ -> Thread.sleep(pauses.rest(taken));
                case Answer.TooMany _ -> Thread.sleep(pauses.refused());
                // 400 is what a host says that has put its workers to sleep; others are no better for being asked again at once.
                case Answer.Refused(int status) -> {
                    LOG.atDebug().addKeyValue("status", status).log("no jobs");
                    Thread.sleep(pauses.rest(taken));
                }
                case Answer.Failed(var cause) -> {
                    LOG.atWarn().addKeyValue("cause", cause).addKeyValue("failures", failures)
                            .log("RunPod cannot be asked for jobs");
                    Thread.sleep(pauses.after(failures));
                }
            }
        }
    }

    /** Whether there was any job in it that is new: a host with something else to say is not asked again at once. */
    private boolean begin(JsonNode taken) throws InterruptedException {
        boolean any = false;
        for (var job : taken.isArray() ? taken.valueStream().toList() : List.of(taken)) {
            any |= begin(job.path("id").asText(), job);
        }
        return any;
    }

    private boolean begin(String id, JsonNode job) throws InterruptedException {
        if (id.isEmpty() || !job.has("input")) {
            LOG.atWarn().addKeyValue("fields", job.propertyStream().map(Map.Entry::getKey).toList())
                    .log("expected a job with an id and an input: ignored");
            return false;
        }
        room.acquire();
        var run = new JobRun(id, job, tools);
        if (running.putIfAbsent(id, run) != null) {
            room.release();
            return false; // handed out twice: it is being done
        }
        Thread.ofVirtual().name("runpod-job").start(() -> {
            try {
                run.run();
            } catch (InterruptedException stopping) {
                LOG.atWarn().addKeyValue("job", id).log("a job was left alone");
            } catch (RuntimeException failure) { // the top of this thread: the other jobs go on
                LOG.atError().addKeyValue("job", id).setCause(failure).log("a job failed");
            } finally {
                running.remove(id, run);
                room.release();
            }
        });
        return true;
    }

    private void hearStops(URI address) throws InterruptedException {
        int failures = 0;
        while (true) {
            var begun = System.nanoTime();
            var answer = host.get(address, LONG_POLL);
            failures = answer instanceof Answer.Failed ? failures + 1 : 0;
            switch (answer) {
                case Answer.Content(var json) when stopAll(json.path("jobsToStop")) -> {
                    // and there may be more
                }
                case Answer.TooMany _ -> Thread.sleep(pauses.refused());
                case Answer.Failed _ -> Thread.sleep(pauses.after(failures));
                case Answer.Content _,Answer.Nothing _,Answer.Refused _ ->
                    Thread.sleep(pauses.rest(Duration.ofNanos(System.nanoTime() - begun)));
            }
        }
    }

    /** Whether any of them was under way. */
    private boolean stopAll(JsonNode ids) {
        boolean any = false;
        for (var id : ids) {
            any |= stop(id.asText());
        }
        return any;
    }

    private boolean stop(String id) {
        // From now on the heartbeat does not speak of it.
        var stopped = Optional.ofNullable(running.remove(id));
        stopped.ifPresent(run -> {
            LOG.atInfo().addKeyValue("job", id).log("RunPod stopped a job");
            run.stop();
        });
        return stopped.isPresent();
    }

    private void ping() throws InterruptedException {
        while (true) {
            var address = settings.addresses().heartbeat(running.keySet());
            if (address.isEmpty() || settings.key().isEmpty()) {
                return;
            }
            if (host.get(address.get(), settings.pingInterval().multipliedBy(2)) instanceof Answer.Failed(var cause)) {
                LOG.atWarn().addKeyValue("cause", cause).log("RunPod did not hear the heartbeat");
            }
            Thread.sleep(settings.pingInterval());
        }
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        loops.getLast().interrupt();
        loops.getLast().join();
        room.acquire(settings.concurrency()); // when the last job is told
        for (var loop : loops) {
            loop.interrupt();
            loop.join();
        }
        host.close();
    }
}
