package io.vibestream.gateway.streaming;

import io.vibestream.audio.Pcm;
import io.vibestream.audio.Silences;
import io.vibestream.audio.Track;
import io.vibestream.gateway.streaming.Arrivals.Arrival;
import io.vibestream.schemas.ChunkCompleted;
import io.vibestream.schemas.ChunkEvent;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Segment;
import io.vibestream.schemas.SpeechPlan;
import io.vibestream.schemas.SpeechResult;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One request's track while it comes into being: readers tell it what happened, one listener hears the sound in order, with silence between
 * the chunks, each sample once. A slow listener slows nobody: what he has not heard stays in Kafka.
 *
 * <p>A lock and not a queue, because what arrives may be long before its turn, and then only its place is kept.
 */
public final class LiveSpeech implements AutoCloseable {

    /** What the workers speak at, in Hz. */
    public static final int SAMPLE_RATE = 24_000;

    private final Recall recall;
    private final Witness witness;
    private final Runnable onClose;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Arrivals arrivals;
    private Optional<SpeechPlan> plan = Optional.empty();
    private Optional<Heard> end = Optional.empty();

    /** The rest belongs to the listener alone. */
    private final Queue<Heard.Sound> ready = new ArrayDeque<>();
    private Optional<Track> track = Optional.empty();

    /**
     * Waits for its plan.
     *
     * @param budgetBytes of samples that are kept for a listener who is not there yet
     * @param recall where the others are
     * @param onClose told when nobody listens any more
     */
    public LiveSpeech(int budgetBytes, Recall recall, Runnable onClose) {
        this(budgetBytes, recall, Witness.NOBODY, onClose);
    }

    /**
     * As above, for somebody who also wants to know what he cannot hear.
     *
     * @param witness told of plan and chunks
     */
    public LiveSpeech(int budgetBytes, Recall recall, Witness witness, Runnable onClose) {
        this.witness = witness;
        arrivals = new Arrivals(budgetBytes);
        this.recall = recall;
        this.onClose = onClose;
    }

    /** How the text was cut; a plan that refuses is followed by a result, which says the same. */
    public void planned(SpeechPlan decided) {
        if (decided.getRefusal().isEmpty()) {
            witness.planned(decided);
            change(() -> plan = plan.isEmpty() ? Optional.of(decided) : plan);
        }
    }

    /** What a worker says. Failed chunks are left to the result, which is where failure is decided. */
    public void happened(ChunkEvent event, Place place) {
        switch (event.getEvent()) {
            case Segment segment when isSound(segment) -> arrived(event, new Arrival.Segment(event.getAttempt(),
                    segment.getIndex(), place, bytes(segment.getPcm())));
            case ChunkCompleted ended -> {
                witness.spoken(event.getChunk(), ended);
                arrived(event, new Arrival.Completed(event.getAttempt(), ended.getSegments()));
            }
            default -> {
                // A failure, or nonsense, which the assembler answers with a failed result.
            }
        }
    }

    private static boolean isSound(Segment segment) {
        return segment.getIndex() >= 0 && segment.getPcm().remaining() % Short.BYTES == 0;
    }

    private void arrived(ChunkEvent event, Arrival arrival) {
        change(() -> arrivals.add(event.getChunk(), arrival));
    }

    /** The request is over. Of one that completed the rest of the sound is still on its way here. */
    public void ended(SpeechResult result) {
        if (result.getOutcome() != Outcome.COMPLETED) {
            end(new Heard.Ended(result));
        }
    }

    /** Nothing more can be heard here, whatever becomes of the request. */
    public void lost(Throwable cause) {
        end(new Heard.Lost(cause));
    }

    private void end(Heard last) {
        change(() -> end = end.isEmpty() ? Optional.of(last) : end);
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for what comes next, and no longer than {@code patience}. For one thread, always the same. */
    public Heard next(Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        while (true) {
            if (!ready.isEmpty()) {
                return ready.remove();
            }
            if (track.filter(Track::isComplete).isPresent()) {
                return new Heard.Whole();
            }
            Optional<Arrival> arrival;
            lock.lock();
            try {
                begin();
                arrival = track.flatMap(begun -> arrivals.next(begun.turn()));
                if (arrival.isEmpty() || end.isPresent()) {
                    if (end.isPresent()) {
                        return end.get();
                    }
                    if (nanos <= 0) {
                        return new Heard.Nothing();
                    }
                    nanos = changed.awaitNanos(nanos);
                }
            } finally {
                lock.unlock();
            }
            arrival.ifPresent(this::play);
        }
    }

    private void begin() {
        if (track.isEmpty()) {
            track = plan.map(decided -> new Track(decided.getChunks().size(), SAMPLE_RATE, silences(decided)));
        }
    }

    /** The listener makes what he hears faster or slower as a whole, and the pauses in it with the rest. */
    private static Silences silences(SpeechPlan plan) {
        var pauses = new HashMap<Integer, Integer>();
        plan.getChunks().forEach(
                chunk -> chunk.getPauseMillis().ifPresent(millis -> pauses.put(chunk.getIndex(), millis)));
        return Silences.ofMillis(SAMPLE_RATE, plan.getSpeed(), plan.getSilenceMillis(), pauses,
                plan.getEndPauseMillis());
    }

    private void play(Arrival arrival) {
        var playing = track.orElseThrow();
        int chunk = playing.turn();
        switch (arrival) {
            case Arrival.Segment segment -> playing.segment(chunk, segment.attempt(), segment.index(),
                    Pcm.fromS16le(SAMPLE_RATE, ByteBuffer.wrap(segment.samples(recall))));
            case Arrival.Completed completed -> playing.completed(chunk, completed.attempt(), completed.segments());
        }
        playing.drain().forEach(piece -> ready.add(new Heard.Sound(chunk, piece)));
    }

    /** Samples handed out or ready to be. For the listener. */
    public long samples() {
        return track.map(Track::totalSamples).orElse(0L);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Stops listening; any number of times. The request itself goes on. */
    @Override
    public void close() {
        onClose.run();
    }
}
