package io.vibestream.synth.engine;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lends slots to the threads of an engine that has none of its own, by the rules of the {@link Scheduler}. Safe to share: a
 * lock and not a queue, because who comes next depends on who waits.
 */
public final class Turns {

    /** Enough to acknowledge a chunk and to be handed the next. */
    static final Duration KEEP = Duration.ofMillis(100);

    private static final Duration LOOK = Duration.ofMillis(20);

    private final int slots;
    private final int bulkSlots;
    private final InstantSource clock;
    private final EngineObserver observer;
    private final Scheduler<Urgency> scheduler;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** @param reservedSlots slots that bulk speeches never have */
    public Turns(int slots, int reservedSlots, InstantSource clock, EngineObserver observer) {
        this.slots = slots;
        this.bulkSlots = slots - reservedSlots;
        this.clock = clock;
        this.observer = observer;
        this.scheduler = new Scheduler<>(new Scheduler.Limits(slots, bulkSlots, 1, 1, KEEP.toMillis()));
    }

    /** How many slots the speeches of a lane may have. */
    public int slots(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> slots;
            case BULK -> bulkSlots;
        };
    }

    /**
     * A speech that waits for its turn and keeps its deadline.
     *
     * @param begin called by the thread that listens, once the speech has its slot
     */
    public Speech speech(Urgency urgency, Supplier<Speech> begin) {
        lock.lock();
        try {
            var need = new Scheduler.Need(urgency.lane(), urgency.deadline().toEpochMilli(), 0, 0);
            return new Turn(scheduler.submit(urgency, need), begin);
        } finally {
            lock.unlock();
        }
    }

    private boolean await(Ticket<Urgency> ticket, Duration patience) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long end = System.nanoTime() + patience.toNanos();
            while (true) {
                admit();
                long left = end - System.nanoTime();
                if (ticket.state() != Ticket.State.WAITING || left <= 0) {
                    return ticket.state() != Ticket.State.WAITING;
                }
                // A slot that is kept becomes free without anybody's doing.
                boolean _ = changed.awaitNanos(Math.min(left, LOOK.toNanos())) > 0;
            }
        } finally {
            lock.unlock();
        }
    }

    private void admit() {
        if (!scheduler.admit(clock.millis()).isEmpty()) {
            changed.signalAll();
        }
        observer.loaded(scheduler.load());
    }

    private void leave(Ticket<Urgency> ticket) {
        lock.lock();
        try {
            if (ticket.state() != Ticket.State.ENDED) {
                scheduler.leave(ticket, clock.millis());
                changed.signalAll();
                observer.loaded(scheduler.load());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Owned by the thread that listens. */
    private final class Turn implements Speech {
        private final Ticket<Urgency> ticket;
        private final Supplier<Speech> begin;
        private Optional<Speech> speech = Optional.empty();
        private boolean closed;

        Turn(Ticket<Urgency> ticket, Supplier<Speech> begin) {
            this.ticket = ticket;
            this.begin = begin;
        }

        @Override
        public Spoken next(Duration patience) throws InterruptedException {
            if (closed) {
                throw new IllegalStateException("the speech is closed");
            }
            if (ticket.isOver(clock.millis())) {
                return new Spoken.Expired();
            }
            if (speech.isPresent()) {
                return speech.get().next(patience);
            }
            if (!await(ticket, patience)) {
                return new Spoken.Pending();
            }
            speech = Optional.of(begin.get());
            return new Spoken.Started();
        }

        @Override
        public void close() {
            closed = true;
            speech.ifPresent(Speech::close);
            leave(ticket);
        }
    }
}
