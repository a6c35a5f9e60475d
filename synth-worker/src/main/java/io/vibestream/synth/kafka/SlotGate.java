package io.vibestream.synth.kafka;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lends an engine's slots to the lanes: interactive chunks may have all of them and come first, bulk chunks those that are
 * not reserved. Shared by all lane threads. A lock and not a queue, because who comes next depends on who waits.
 */
final class SlotGate {

    private final int slots;
    private final int bulkSlots;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private int busy;
    private int busyWithBulk;
    private int interactiveWaiting;

    SlotGate(int slots, int reservedForInteractive) {
        if (reservedForInteractive < 0 || reservedForInteractive > slots) {
            throw new IllegalArgumentException("slots reserved for interactive chunks: expected 0 to " + slots
                    + ", found " + reservedForInteractive);
        }
        this.slots = slots;
        this.bulkSlots = slots - reservedForInteractive;
    }

    Seat seat(Lane lane) {
        return new Seat(lane);
    }

    int slots() {
        return slots;
    }

    /** Slots that may speak bulk chunks. */
    int bulkSlots() {
        return bulkSlots;
    }

    int busy() {
        lock.lock();
        try {
            return busy;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOpenFor(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> busy < slots;
            case BULK -> busy < slots && busyWithBulk < bulkSlots && interactiveWaiting == 0;
        };
    }

    private void count(Lane lane, int change) {
        busy += change;
        busyWithBulk += lane == Lane.BULK ? change : 0;
        changed.signalAll();
    }

    /** One lane thread's claim on a slot. Owned by that thread. */
    final class Seat {
        private final Lane lane;
        private boolean taken;

        private Seat(Lane lane) {
            this.lane = lane;
        }

        /** Waits for a slot; true when there is one, also when this thread has kept its last. */
        boolean take(Duration patience) throws InterruptedException {
            if (taken) {
                return true;
            }
            lock.lockInterruptibly();
            interactiveWaiting += lane == Lane.INTERACTIVE ? 1 : 0;
            try {
                long nanos = patience.toNanos();
                while (!isOpenFor(lane) && nanos > 0) {
                    nanos = changed.awaitNanos(nanos);
                }
                if (isOpenFor(lane)) {
                    taken = true;
                    count(lane, 1);
                }
                return taken;
            } finally {
                interactiveWaiting -= lane == Lane.INTERACTIVE ? 1 : 0;
                changed.signalAll();
                lock.unlock();
            }
        }

        boolean isTaken() {
            return taken;
        }

        /** Gives the slot back. Idempotent. */
        void leave() {
            if (taken) {
                taken = false;
                lock.lock();
                try {
                    count(lane, -1);
                } finally {
                    lock.unlock();
                }
            }
        }
    }
}
