package io.vibestream.synth;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vibestream.synth.engine.EngineObserver;
import io.vibestream.synth.engine.Lane;
import java.util.concurrent.TimeUnit;

/** What an engine measures. Told by the engine's threads, read by whoever scrapes. */
final class EngineMetrics implements EngineObserver {

    private final Timer ticks;
    private final Counter frames;
    private final Counter promptTokens;
    /** The latest word; a scrape needs it at once, so it is volatile and no queue. */
    private volatile Load load = new Load(0, 0, 0, 0);

    /** @param slotTokens that a slot can remember, 0 when slots have no memory */
    EngineMetrics(MeterRegistry registry, int slots, int slotTokens) {
        Gauge.builder("vibestream.synth.slots", () -> slots).description("Chunks that can be spoken at once")
                .register(registry);
        Gauge.builder("vibestream.synth.slots.busy", () -> load.slotsBusy()).description("Chunks being spoken")
                .register(registry);
        for (var lane : Lane.values()) {
            Gauge.builder("vibestream.synth.waiting", () -> waiting(lane)).tag("lane", lane.label())
                    .description("Chunks taken that wait for a slot").register(registry);
        }
        Gauge.builder("vibestream.synth.memory", () -> (long) slots * slotTokens).baseUnit("tokens")
                .description("Tokens that all slots can remember").register(registry);
        Gauge.builder("vibestream.synth.memory.held", () -> load.tokensHeld()).baseUnit("tokens")
                .description("Tokens that the chunks in the slots may come to need").register(registry);
        ticks = Timer.builder("vibestream.synth.tick").description("One round of work on the device")
                .publishPercentileHistogram().register(registry);
        frames = Counter.builder("vibestream.synth.frames").description("Frames of audio made").register(registry);
        promptTokens = Counter.builder("vibestream.synth.prompt.tokens").description("Tokens of prompts read")
                .register(registry);
    }

    private int waiting(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> load.interactiveWaiting();
            case BULK -> load.bulkWaiting();
        };
    }

    @Override
    public void ticked(Tick tick) {
        ticks.record(tick.nanos(), TimeUnit.NANOSECONDS);
        frames.increment(tick.frames());
        promptTokens.increment(tick.promptTokens());
    }

    @Override
    public void loaded(Load latest) {
        load = latest;
    }
}
