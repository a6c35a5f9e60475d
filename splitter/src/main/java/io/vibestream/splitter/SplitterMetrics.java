package io.vibestream.splitter;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.function.Supplier;

/** What the splitter counts. Safe to share between threads. */
final class SplitterMetrics {

    private final Counter spoken;
    private final Counter refused;
    private final Counter repeated;
    private final Counter deadLetters;
    private final Counter chunks;
    private final Timer planning;

    SplitterMetrics(MeterRegistry registry) {
        spoken = requests(registry, "planned");
        refused = requests(registry, "refused");
        repeated = requests(registry, "repeated");
        deadLetters = Counter.builder("vibestream.splitter.dead.letters").description("Records that could not be used")
                .register(registry);
        chunks = Counter.builder("vibestream.splitter.chunks").description("Chunks made").register(registry);
        planning = Timer.builder("vibestream.splitter.planning").description("Planning one request")
                .register(registry);
    }

    private static Counter requests(MeterRegistry registry, String outcome) {
        return Counter.builder("vibestream.splitter.requests").tag("outcome", outcome)
                .description("Requests that were read, by what became of them").register(registry);
    }

    Split time(Supplier<Split> work) {
        return planning.record(work);
    }

    void spoken(int chunkCount) {
        spoken.increment();
        chunks.increment(chunkCount);
    }

    void refused() {
        refused.increment();
    }

    void repeated() {
        repeated.increment();
    }

    void deadLetter() {
        deadLetters.increment();
    }
}
