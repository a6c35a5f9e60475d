package io.vibestream.assembler;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.SpeechResult;
import io.vibestream.schemas.Topic;
import java.util.Locale;
import java.util.function.Supplier;

/** What the assembler counts. Safe to share between threads. */
final class AssemblerMetrics {

    private final MeterRegistry registry;
    private final Timer assembly;
    private final Timer storing;
    private final Counter audioSeconds;

    AssemblerMetrics(MeterRegistry registry) {
        this.registry = registry;
        assembly = Timer.builder("vibestream.assembler.assembly")
                .description("From the last chunk's arrival to finished audio, encoded and stored").register(registry);
        storing = Timer.builder("vibestream.assembler.store").description("Storing one file").register(registry);
        audioSeconds = Counter.builder("vibestream.assembler.audio").baseUnit("seconds")
                .description("Finished audio").register(registry);
        for (var outcome : Outcome.values()) {
            results(outcome);
        }
    }

    private Counter results(Outcome outcome) {
        return Counter.builder("vibestream.assembler.results").tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .description("Requests that ended").register(registry);
    }

    void announced(SpeechResult result) {
        results(result.getOutcome()).increment();
        audioSeconds.increment(result.getDurationSeconds());
    }

    void deadLetter(Topic topic) {
        Counter.builder("vibestream.assembler.dead.letters").tag("topic", topic.topicName())
                .description("Records that could not be used").register(registry).increment();
    }

    Timer.Sample begin() {
        return Timer.start(registry);
    }

    void assembled(Timer.Sample begun) {
        begun.stop(assembly);
    }

    <T> T timeStoring(Supplier<T> work) {
        return storing.record(work);
    }
}
