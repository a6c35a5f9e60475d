package io.vibestream.synth.engine;

import io.vibestream.audio.Pcm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A speech between the engine thread, which fills it, and the thread that listens. */
final class QueuedSpeech implements Speech, Outlet {

    private final BlockingQueue<Spoken> queue;
    private final Runnable changed;
    // Two flags that only ever go up: each side tells the other that it is done.
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicBoolean left = new AtomicBoolean();

    /**
     * Begins empty.
     *
     * @param frames that may wait
     * @param changed called when the engine thread should look again
     */
    QueuedSpeech(int frames, Runnable changed) {
        // One place more, so that the end never has to wait for room. The start comes first and finds it all free.
        this.queue = new ArrayBlockingQueue<>(frames + 1);
        this.changed = changed;
    }

    @Override
    public Spoken next(Duration patience) throws InterruptedException {
        var next = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (next == null) {
            return new Spoken.Pending();
        }
        changed.run();
        return next;
    }

    @Override
    public void close() {
        left.set(true);
        changed.run();
    }

    @Override
    public boolean wanted() {
        return !left.get();
    }

    @Override
    public boolean ready() {
        return queue.remainingCapacity() > 1;
    }

    @Override
    public void started() {
        queue.add(new Spoken.Started());
    }

    @Override
    public void audio(Pcm frame) {
        queue.add(new Spoken.Audio(frame));
    }

    @Override
    public void finished(List<String> voices, List<String> warnings) {
        end(new Spoken.Finished(voices, warnings));
    }

    @Override
    public void failed(String message, boolean retryable) {
        end(new Spoken.Failed(message, retryable));
    }

    @Override
    public void expired() {
        end(new Spoken.Expired());
    }

    private void end(Spoken last) {
        if (ended.compareAndSet(false, true)) {
            queue.add(last);
        }
    }
}
