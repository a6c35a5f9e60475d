package io.vibestream.synth.engine;

import io.vibestream.synth.engine.EngineObserver.Load;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides which speech has which slot, and how much of which prompt the next tick reads. Numbers only: it touches no device
 * and reads no clock. Owned by one thread.
 *
 * <p>What always holds, whatever comes in whatever order ({@code SchedulerSimulationTest}):
 * <ol>
 * <li>A speech waits, reads, speaks and ends, each once; while it reads or speaks it has one slot, and has it alone.
 * <li>Within a lane, slots are given in the order of asking. None is given to a bulk speech while an interactive one waits.
 * <li>Bulk speeches never have more than {@link Limits#bulkSlots} slots.
 * <li>Nobody waits for nothing: an interactive speech waits only when every slot is taken, the first bulk speech only when
 * an interactive one waits, bulk has all the slots it may have, or every free slot is being kept.
 * <li>A tick reads at most {@link Limits#tickTokens} tokens of prompts, and at least one when there is a prompt to read.
 * <li>No speech may come to need more memory than its slot has: prompt and steps together.
 * </ol>
 *
 * @param <T> what a ticket stands for; never looked at
 */
final class Scheduler<T> {

    private final Limits limits;
    private final Deque<Ticket<T>> interactive = new ArrayDeque<>();
    private final Deque<Ticket<T>> bulk = new ArrayDeque<>();
    private final List<Optional<Ticket<T>>> slots = new ArrayList<>();
    private final List<Ticket<T>> readers = new ArrayList<>();
    private final long[] keptUntil;
    private int busy;
    private int busyWithBulk;
    private long tokensHeld;

    /**
     * How much there is to share.
     *
     * @param bulkSlots how many slots bulk speeches may have; the rest is reserved
     * @param slotTokens that a slot can remember. A slot has its memory to itself, so this is all that admission looks at
     * @param tickTokens of prompts that are read between two frames of the others
     * @param keptMillis how long a slot that an interactive speech leaves is kept from bulk: whoever took that chunk is
     * about to come with the next one
     */
    record Limits(int slots, int bulkSlots, int slotTokens, int tickTokens, long keptMillis) {

        Limits {
            if (slots < 1 || bulkSlots < 0 || bulkSlots > slots || tickTokens < 1) {
                throw new IllegalArgumentException(
                        "expected at least 1 slot and token per tick, and at most as many bulk "
                                + "slots, found " + slots + ", " + tickTokens + " and " + bulkSlots);
            }
        }
    }

    /**
     * What a speech asks for.
     *
     * @param deadline in milliseconds, as everything here that is called now
     * @param mostSteps it may take before it is cut off
     */
    record Need(Lane lane, long deadline, int promptTokens, int mostSteps) {}

    /** So much of a prompt is read in this tick. */
    record Piece<T>(Ticket<T> ticket, int tokens) {}

    Scheduler(Limits limits) {
        this.limits = limits;
        this.keptUntil = new long[limits.slots()];
        for (int i = 0; i < limits.slots(); i++) {
            slots.add(Optional.empty());
        }
    }

    /** Whether a slot has room for such a prompt and a step. */
    boolean fits(int promptTokens) {
        return promptTokens < limits.slotTokens();
    }

    /**
     * Puts a speech at the end of its lane.
     *
     * @throws IllegalArgumentException when the prompt does not fit
     */
    Ticket<T> submit(T speech, Need need) {
        if (!fits(need.promptTokens())) {
            throw new IllegalArgumentException("expected a prompt of fewer than " + limits.slotTokens()
                    + " tokens, found " + need.promptTokens());
        }
        var ticket = new Ticket<>(speech, need, Math.min(need.mostSteps(), limits.slotTokens() - need.promptTokens()));
        queue(need.lane()).add(ticket);
        return ticket;
    }

    private Deque<Ticket<T>> queue(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> interactive;
            case BULK -> bulk;
        };
    }

    /** Gives slots to those whose turn it is, and says to whom. */
    List<Ticket<T>> admit(long now) {
        if (interactive.isEmpty() && bulk.isEmpty()) {
            return List.of();
        }
        var joined = new ArrayList<Ticket<T>>();
        while (!interactive.isEmpty() && busy < limits.slots()) {
            joined.add(join(interactive.remove(), lowestFree(Long.MAX_VALUE)));
        }
        // An interactive speech that still waits has left no free slot.
        while (!bulk.isEmpty() && busyWithBulk < limits.bulkSlots()) {
            int slot = lowestFree(now);
            if (slot == limits.slots()) {
                break;
            }
            joined.add(join(bulk.remove(), slot));
        }
        return joined;
    }

    /** The lowest slot is the cheapest: a tick costs as much as its highest slot makes it. One too high if there is none. */
    private int lowestFree(long now) {
        int slot = 0;
        while (slot < limits.slots() && (slots.get(slot).isPresent() || keptUntil[slot] > now)) {
            slot++;
        }
        return slot;
    }

    private Ticket<T> join(Ticket<T> ticket, int slot) {
        ticket.join(slot);
        slots.set(slot, Optional.of(ticket));
        keptUntil[slot] = 0;
        count(ticket, 1);
        if (ticket.state() == Ticket.State.READING) {
            readers.add(ticket);
        }
        return ticket;
    }

    private void count(Ticket<T> ticket, int change) {
        busy += change;
        busyWithBulk += ticket.lane() == Lane.BULK ? change : 0;
        tokensHeld += (long) change * ticket.tokens();
    }

    /** What the next tick reads: interactive prompts first, in a lane those who have their slot longest. */
    List<Piece<T>> reading() {
        if (readers.isEmpty()) {
            return List.of();
        }
        var pieces = new ArrayList<Piece<T>>();
        int left = limits.tickTokens();
        for (var lane : Lane.values()) {
            for (var reader : readers) {
                if (reader.lane() == lane && left > 0) {
                    int tokens = Math.min(left, reader.unread());
                    pieces.add(new Piece<>(reader, tokens));
                    left -= tokens;
                }
            }
        }
        return pieces;
    }

    /** So many tokens were read, fewer than planned when something else had to be done first. The last lets it speak. */
    void read(Ticket<T> ticket, int tokens) {
        ticket.read(tokens);
        if (ticket.state() == Ticket.State.SPEAKING) {
            readers.remove(ticket);
        }
    }

    /** Ends a speech, in whatever it is. */
    void leave(Ticket<T> ticket, long now) {
        switch (ticket.state()) {
            case WAITING -> queue(ticket.lane()).remove(ticket);
            case READING, SPEAKING -> {
                readers.remove(ticket);
                slots.set(ticket.slot(), Optional.empty());
                keptUntil[ticket.slot()] = ticket.lane() == Lane.INTERACTIVE ? now + limits.keptMillis() : 0;
                count(ticket, -1);
            }
            case ENDED -> {
                // the ticket refuses
            }
        }
        ticket.end();
    }

    /** Ends every speech of which this is true, and says which. */
    List<Ticket<T>> leaveIf(Predicate<Ticket<T>> condition, long now) {
        var leaving = new ArrayList<Ticket<T>>();
        for (var ticket : interactive) {
            if (condition.test(ticket)) {
                leaving.add(ticket);
            }
        }
        for (var ticket : bulk) {
            if (condition.test(ticket)) {
                leaving.add(ticket);
            }
        }
        for (var slot : slots) {
            if (slot.isPresent() && condition.test(slot.get())) {
                leaving.add(slot.get());
            }
        }
        for (var ticket : leaving) {
            leave(ticket, now);
        }
        return leaving;
    }

    Load load() {
        return new Load(busy, interactive.size(), bulk.size(), tokensHeld);
    }

    boolean isEmpty() {
        return busy == 0 && interactive.isEmpty() && bulk.isEmpty();
    }
}
