package io.vibestream.synth.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vibestream.synth.engine.Lane;
import java.time.Duration;

/** What a worker measures. Safe to share. */
final class WorkerMetrics {

    private final MeterRegistry registry;
    private final Counter segments;
    private final Counter audioSeconds;
    private final Counter renewals;
    private final Counter locksLost;
    private final Timer synthesis;
    private final Timer firstSegment;
    private final DistributionSummary realTimeFactor;

    WorkerMetrics(MeterRegistry registry) {
        this.registry = registry;
        segments = Counter.builder("vibestream.synth.segments").description("Segments sent").register(registry);
        audioSeconds = Counter.builder("vibestream.synth.audio").baseUnit("seconds")
                .description("Audio in completed chunks").register(registry);
        renewals = Counter.builder("vibestream.synth.lock.renewals").description("Locks kept").register(registry);
        locksLost = Counter.builder("vibestream.synth.locks.lost").description("Chunks lost while being worked on")
                .register(registry);
        synthesis = Timer.builder("vibestream.synth.chunk").description("Taking a slot to acknowledged audio")
                .publishPercentileHistogram().register(registry);
        firstSegment = Timer.builder("vibestream.synth.first.segment").description("Taking a slot to the first segment")
                .publishPercentileHistogram().register(registry);
        realTimeFactor = DistributionSummary.builder("vibestream.synth.realtime.factor")
                .description("Seconds of audio per second of work, by chunk").register(registry);
    }

    void ended(Lane lane, Ending ending) {
        registry.counter("vibestream.synth.chunks", "lane", lane.label(), "outcome", ending.label()).increment();
    }

    void segmentSent() {
        segments.increment();
    }

    void firstSegmentAfter(Duration time) {
        firstSegment.record(time);
    }

    void completed(double seconds, Duration time) {
        audioSeconds.increment(seconds);
        synthesis.record(time);
        if (time.isPositive()) {
            realTimeFactor.record(seconds / (time.toNanos() / 1e9));
        }
    }

    void renewed() {
        renewals.increment();
    }

    void lockLost() {
        locksLost.increment();
    }
}
