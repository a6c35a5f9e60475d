package io.vibestream.assembler;

import io.vibestream.schemas.Priority;
import io.vibestream.schemas.SpeechResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;

/**
 * The tracks of one task that are being put together, on other threads: writing and storing a long one takes longer than a transaction may
 * stay open, and nobody else's result should wait for it. Owned by the task's stream thread; the other threads only read from the stores,
 * and only until {@link #close}. What was begun and not finished is begun again by whoever gets the task.
 */
final class Assemblies implements AutoCloseable {

    private final RequestStores stores;
    private final Finisher finisher;
    private final Function<Priority, Executor> lanes;
    private final Map<Bytes, CompletableFuture<SpeechResult>> running = new HashMap<>();
    // Not a queue: the stores would be closed under the readers' feet if closing did not wait for them.
    private final ReentrantReadWriteLock access = new ReentrantReadWriteLock();
    // Volatile, not guarded by the lock: it asks those who hold the lock to let go of it.
    private volatile boolean closed;

    /** The result of one request. */
    record Finished(Bytes key, SpeechResult result) {}

    /** @param lanes where the work is done: bulk never keeps interactive waiting */
    Assemblies(RequestStores stores, Finisher finisher, Function<Priority, Executor> lanes) {
        this.stores = stores;
        this.finisher = finisher;
        this.lanes = lanes;
    }

    boolean isRunning(Bytes key) {
        return running.containsKey(key);
    }

    /** Begins with a request of which every chunk is spoken, unless that has happened. */
    void begin(Bytes key, Priority lane) {
        if (!running.containsKey(key)) {
            running.put(key, CompletableFuture.completedFuture(key)
                    .thenComposeAsync(spoken -> finisher.finish(read(spoken)), lanes.apply(lane)));
        }
    }

    private SpokenRequest read(Bytes key) {
        access.readLock().lock();
        try {
            expectOpen();
            var plan = stores.plan(key);
            var takes = stores.chosenTakes(key, plan.getChunks().size());
            var ends = takes.stream().map(chosen -> chosen.take().completed().orElseThrow()).toList();
            return new SpokenRequest(plan, ends, (chunk, listener) -> play(takes.get(chunk).key(), listener));
        } finally {
            access.readLock().unlock();
        }
    }

    private void play(Bytes take, Sound.Listener listener) throws IOException {
        access.readLock().lock();
        try {
            expectOpen();
            stores.play(take, segment -> {
                expectOpen();
                listener.hear(segment);
            });
        } finally {
            access.readLock().unlock();
        }
    }

    private void expectOpen() {
        if (closed) {
            throw new StoppedException();
        }
    }

    /** Hands out, once, what was finished since the last call. */
    List<Finished> takeFinished() {
        var finished = new ArrayList<Finished>();
        running.forEach((key, result) -> {
            if (result.isDone()) {
                finished.add(new Finished(key, result.join()));
            }
        });
        finished.forEach(done -> running.remove(done.key()));
        return finished;
    }

    /** Returns when nobody reads any more: within one segment's time. */
    @Override
    public void close() {
        closed = true;
        access.writeLock().lock(); // Comes when the last reader is gone.
        try {
            running.clear();
        } finally {
            access.writeLock().unlock();
        }
    }
}
