package io.vibestream.synth.kafka;

import io.vibestream.audio.Pcm;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Codec;
import io.vibestream.synth.engine.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** One attempt while it is spoken: its pieces become segments and leave. Owned by the lane's thread. */
final class Speaking {

    private static final int SAMPLE_RATE = 24_000;
    private static final int SEGMENT_SAMPLES = SAMPLE_RATE;

    private final Attempt attempt;
    private final Codec<ChunkEvent> codec;
    private final Outbox outbox;
    private final InstantSource clock;
    private final WorkerMetrics metrics;
    private final Segmenter segmenter = new Segmenter(SAMPLE_RATE, SEGMENT_SAMPLES);
    private Optional<Instant> takenAt = Optional.empty();
    private Optional<Instant> firstSegmentAt = Optional.empty();
    private int segments;
    private long samples;

    Speaking(Attempt attempt, Codec<ChunkEvent> codec, Outbox outbox, InstantSource clock, WorkerMetrics metrics) {
        this.attempt = attempt;
        this.codec = codec;
        this.outbox = outbox;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** The chunk has its slot. */
    void begin() {
        takenAt = Optional.of(clock.instant());
    }

    boolean hasBegun() {
        return takenAt.isPresent();
    }

    private Instant takenAt() {
        return takenAt.orElseThrow(() -> new IllegalStateException("the engine spoke before it had a slot"));
    }

    void hear(Pcm piece) throws InterruptedException {
        for (var segment : segmenter.add(piece)) {
            send(segment);
        }
    }

    private void send(Pcm segment) throws InterruptedException {
        outbox.send(Records.audio(attempt.segment(segments, segment), codec));
        segments++;
        samples += segment.length();
        metrics.segmentSent();
        if (firstSegmentAt.isEmpty()) {
            firstSegmentAt = Optional.of(clock.instant());
            metrics.firstSegmentAfter(Duration.between(takenAt(), clock.instant()));
        }
    }

    /** Sends the rest and the completion; returns when Kafka has it all. */
    void finish(Spoken.Finished finished, String engine) throws InterruptedException {
        var rest = segmenter.rest();
        if (rest.isPresent()) {
            send(rest.get());
        }
        var completed = ChunkCompleted.newBuilder().setSegments(segments).setSamples(samples)
                .setVoices(finished.voices()).setEngine(engine).setWarnings(finished.warnings()).setTakenAt(takenAt())
                .setCompletedAt(clock.instant());
        firstSegmentAt.ifPresent(completed::setFirstSegmentAt);
        outbox.send(Records.audio(attempt.completed(completed.build()), codec));
        outbox.flush();
        metrics.completed((double) samples / SAMPLE_RATE, Duration.between(takenAt(), clock.instant()));
    }
}
