package io.vibestream.synth.engine;

import io.vibestream.synth.engine.Scheduler.Need;

/**
 * A speech's place in the order of things: it waits, reads, speaks and ends, in this order; it may skip what it does not
 * need, and it may end at any time. Changed by its scheduler alone.
 *
 * @param <T> what the ticket stands for
 */
final class Ticket<T> {

    private final T speech;
    private final Need need;
    private final int steps;
    private State state = State.WAITING;
    private int slot;
    private int unread;

    enum State {
        WAITING, READING, SPEAKING, ENDED
    }

    Ticket(T speech, Need need, int steps) {
        this.speech = speech;
        this.need = need;
        this.steps = steps;
        this.unread = need.promptTokens();
    }

    T speech() {
        return speech;
    }

    Lane lane() {
        return need.lane();
    }

    State state() {
        return state;
    }

    /** How many steps it may take: what it asked for, or what its slot has room for. */
    int steps() {
        return steps;
    }

    /** Places in a slot's memory that it may come to need. */
    int tokens() {
        return need.promptTokens() + steps;
    }

    /** Tokens of its prompt that are still to be read. */
    int unread() {
        return unread;
    }

    /** Whether its deadline has passed. */
    boolean isOver(long now) {
        return need.deadline() <= now;
    }

    /** The slot that it has, or had when it ended. */
    int slot() {
        if (state == State.WAITING) {
            throw new IllegalStateException("a speech that waits has no slot");
        }
        return slot;
    }

    void join(int freeSlot) {
        expect(State.WAITING);
        slot = freeSlot;
        state = unread == 0 ? State.SPEAKING : State.READING;
    }

    void read(int tokens) {
        expect(State.READING);
        if (tokens < 0 || tokens > unread) {
            throw new IllegalStateException("expected 0 to " + unread + " tokens, read " + tokens);
        }
        unread -= tokens;
        state = unread == 0 ? State.SPEAKING : State.READING;
    }

    void end() {
        if (state == State.ENDED) {
            throw new IllegalStateException("a speech cannot end twice");
        }
        state = State.ENDED;
    }

    private void expect(State expected) {
        if (state != expected) {
            throw new IllegalStateException("expected a speech that is " + expected + ", found one that is " + state);
        }
    }
}
