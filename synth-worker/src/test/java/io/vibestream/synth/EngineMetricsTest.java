package io.vibestream.synth;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vibestream.synth.engine.EngineObserver.Load;
import io.vibestream.synth.engine.EngineObserver.Tick;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineMetricsTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EngineMetrics metrics = new EngineMetrics(meters, 4, 2048);

    private double gauge(String name, String... tags) {
        return meters.get("vibestream.synth." + name).tags(tags).gauge().value();
    }

    @Test
    void anEngineThatHasNotBegunIsIdle() {
        assertThat(gauge("slots")).isEqualTo(4);
        assertThat(gauge("slots.busy")).isZero();
        assertThat(gauge("memory")).isEqualTo(8192);
        assertThat(gauge("memory.held")).isZero();
    }

    @Test
    void theLatestLoadIsShown() {
        metrics.loaded(new Load(1, 1, 1, 1));
        metrics.loaded(new Load(3, 1, 2, 5000));

        assertThat(gauge("slots.busy")).isEqualTo(3);
        assertThat(gauge("waiting", "lane", "interactive")).isEqualTo(1);
        assertThat(gauge("waiting", "lane", "bulk")).isEqualTo(2);
        assertThat(gauge("memory.held")).isEqualTo(5000);
    }

    @Test
    void ticksAreTimedAndTheirFramesAndTokensCounted() {
        metrics.ticked(new Tick(7_000_000, 3, 32));
        metrics.ticked(new Tick(5_000_000, 4, 0));

        assertThat(meters.timer("vibestream.synth.tick").count()).isEqualTo(2);
        assertThat(meters.timer("vibestream.synth.tick").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(12);
        assertThat(meters.counter("vibestream.synth.frames").count()).isEqualTo(7);
        assertThat(meters.counter("vibestream.synth.prompt.tokens").count()).isEqualTo(32);
    }
}
