package io.vibestream.synth.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A lane in memory that writes down what is done with it. Stops the worker once everything was handed out. */
final class FakeQueue implements ChunkQueue {

    private final StopSignal stop;
    private final Queue<ConsumerRecord<String, byte[]>> waiting = new ArrayDeque<>();
    private final Queue<KafkaException> troubles = new ArrayDeque<>();
    private Optional<ConsumerRecord<String, byte[]>> held = Optional.empty();
    private long nextOffset;
    final List<String> done = new ArrayList<>();
    final List<Duration> patience = new CopyOnWriteArrayList<>();
    /** Runs with every renewal. */
    Runnable onRenewal = () -> {};
    boolean locksHold = true;
    boolean acknowledgementsCount = true;

    FakeQueue(StopSignal stop) {
        this.stop = stop;
    }

    void add(String key, Optional<byte[]> value, int delivery) {
        waiting.add(new ConsumerRecord<>("tts.chunks.bulk", 2, nextOffset++, 0, TimestampType.CREATE_TIME, key.length(),
                value.map(bytes -> bytes.length).orElse(0), key, value.orElse(null), new RecordHeaders(),
                Optional.empty(), Optional.of((short) delivery)));
    }

    void fail(KafkaException trouble) {
        troubles.add(trouble);
    }

    @Override
    public Optional<ConsumerRecord<String, byte[]>> take(Duration howLong) {
        patience.add(howLong);
        if (!troubles.isEmpty()) {
            throw troubles.remove();
        }
        if (held.isPresent()) {
            throw new IllegalStateException("not settled");
        }
        held = Optional.ofNullable(waiting.poll());
        if (held.isEmpty()) {
            stop.drain();
        }
        return held;
    }

    @Override
    public Duration lock() {
        return Duration.ofSeconds(30);
    }

    @Override
    public boolean renew() {
        done.add("renew " + offset());
        onRenewal.run();
        return locksHold;
    }

    @Override
    public boolean accept() {
        done.add("accept " + offset());
        held = Optional.empty();
        return acknowledgementsCount;
    }

    @Override
    public boolean release() {
        done.add("release " + offset());
        held = Optional.empty();
        return acknowledgementsCount;
    }

    private long offset() {
        return held.orElseThrow().offset();
    }

    @Override
    public void close() {
        done.add("close");
    }
}
