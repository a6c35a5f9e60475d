package io.vibestream.assembler;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** The place of the assembler in the topology: hands records and the clock on, with the task's own stores. Owned by one stream thread. */
final class AssemblerProcessor implements Processor<byte[], byte[], byte[], Outgoing> {

    private static final Duration TICK = Duration.ofSeconds(1);
    /** How long a finished track may wait for its announcement. */
    static final Duration COLLECTION = Duration.ofMillis(20);

    private final Function<ProcessorContext<byte[], Outgoing>, Parts> wiring;
    private Optional<Parts> parts = Optional.empty();

    /** What works on one task. */
    record Parts(Intake intake, Requests requests, Assemblies assemblies, ProcessorContext<byte[], Outgoing> context) {}

    /** @param wiring puts the parts together once the task's stores are there */
    AssemblerProcessor(Function<ProcessorContext<byte[], Outgoing>, Parts> wiring) {
        this.wiring = wiring;
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> context) {
        var wired = wiring.apply(context);
        parts = Optional.of(wired);
        context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, _ -> wired.requests().tick());
        context.schedule(COLLECTION, PunctuationType.WALL_CLOCK_TIME, _ -> wired.requests().collect());
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        var wired = parts.orElseThrow();
        wired.intake().take(record, wired.context().recordMetadata().orElseThrow());
    }

    @Override
    public void close() {
        parts.ifPresent(wired -> wired.assemblies().close());
    }
}
