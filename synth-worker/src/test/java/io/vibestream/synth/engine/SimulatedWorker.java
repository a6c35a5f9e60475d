package io.vibestream.synth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.synth.engine.Scheduler.Limits;
import io.vibestream.synth.engine.Scheduler.Need;
import io.vibestream.synth.engine.Ticket.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A worker without a network: takers that hold one chunk each, and a scheduler whose every decision is compared with what
 * this class knows by itself.
 */
final class SimulatedWorker {

    /** What a chunk is, and what becomes of it. */
    static final class Chunk {
        final Lane lane;
        final long deadline;
        final int promptTokens;
        final int length;
        boolean cancelled;
        int ends;

        Chunk(Lane lane, long deadline, int promptTokens, int length) {
            this.lane = lane;
            this.deadline = deadline;
            this.promptTokens = promptTokens;
            this.length = length;
        }
    }

    private static final class Speech {
        private final Chunk chunk;
        private int steps;
        private int unread;

        private Speech(Chunk chunk) {
            this.chunk = chunk;
            this.unread = chunk.promptTokens;
        }
    }

    private final Random random;
    private final Limits limits;
    /** Chunks that nobody has taken, as Kafka would hold them. */
    private final Map<Lane, Deque<Chunk>> queues;
    private Scheduler<Speech> scheduler;
    private final Map<Lane, List<Ticket<Speech>>> waiting = new EnumMap<>(Lane.class);
    private final TreeMap<Integer, Ticket<Speech>> live = new TreeMap<>();
    private final long[] keptUntil;

    SimulatedWorker(Random random, Limits limits, Map<Lane, Deque<Chunk>> queues) {
        this.random = random;
        this.limits = limits;
        this.queues = queues;
        this.scheduler = new Scheduler<>(limits);
        this.keptUntil = new long[limits.slots()];
        for (var lane : Lane.values()) {
            waiting.put(lane, new ArrayList<>());
        }
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private List<Ticket<Speech>> waiting(Lane lane) {
        return waiting.getOrDefault(lane, List.of());
    }

    private long busyWith(Lane lane) {
        return live.values().stream().filter(ticket -> ticket.lane() == lane).count();
    }

    private List<Ticket<Speech>> held() {
        var held = new ArrayList<>(live.values());
        waiting.values().forEach(held::addAll);
        return held;
    }

    /** One round of everything. */
    void tick(long now) {
        for (var lane : Lane.values()) {
            takeChunks(lane);
        }
        cancel(now);
        expire(now);
        crashes(now);
        admit(now);
        read();
        speak(now);
        assertThat(scheduler.load().slotsBusy()).isEqualTo(live.size());
        assertThat(scheduler.load().interactiveWaiting()).isEqualTo(waiting(Lane.INTERACTIVE).size());
        assertThat(scheduler.load().bulkWaiting()).isEqualTo(waiting(Lane.BULK).size());
        assertThat(scheduler.load().tokensHeld()).isEqualTo(live.values().stream().mapToLong(Ticket::tokens).sum());
        assertThat(scheduler.isEmpty()).isEqualTo(held().isEmpty());
    }

    private void takeChunks(Lane lane) {
        var queue = queues.getOrDefault(lane, new ArrayDeque<>());
        // More than may have slots, because the scheduler must hold without the help of those who ask.
        while (!queue.isEmpty() && busyWith(lane) + waiting(lane).size() < 2L * limits.slots() && chance(0.7)) {
            var chunk = queue.remove();
            if (!scheduler.fits(chunk.promptTokens)) {
                chunk.ends++;
                continue;
            }
            var need = new Need(lane, chunk.deadline, chunk.promptTokens, chunk.length + random.nextInt(3));
            waiting(lane).add(scheduler.submit(new Speech(chunk), need));
        }
    }

    private void cancel(long now) {
        for (var ticket : scheduler.leaveIf(ticket -> ticket.speech().chunk.cancelled, now)) {
            gone(ticket, now);
            ticket.speech().chunk.ends++;
        }
        assertThat(held()).noneMatch(ticket -> ticket.speech().chunk.cancelled);
    }

    private void expire(long now) {
        for (var ticket : scheduler.leaveIf(ticket -> ticket.isOver(now), now)) {
            gone(ticket, now);
            ticket.speech().chunk.ends++;
        }
        assertThat(held()).noneMatch(ticket -> ticket.speech().chunk.deadline <= now);
    }

    /** A taker dies: its chunk comes again, here or elsewhere. Or the engine does, and with it all it knew. */
    private void crashes(long now) {
        for (var ticket : held()) {
            if (chance(0.005)) {
                scheduler.leave(ticket, now);
                gone(ticket, now);
                giveBack(ticket);
            }
        }
        if (chance(0.003)) {
            var lost = scheduler.leaveIf(_ -> true, now);
            assertThat(lost).containsExactlyInAnyOrderElementsOf(held());
            lost.forEach(this::giveBack);
            assertThat(scheduler.isEmpty()).isTrue();
            live.clear();
            waiting.values().forEach(List::clear);
            scheduler = new Scheduler<>(limits);
            for (int i = 0; i < keptUntil.length; i++) {
                keptUntil[i] = 0;
            }
        }
    }

    private void giveBack(Ticket<Speech> ticket) {
        queues.getOrDefault(ticket.lane(), new ArrayDeque<>()).addFirst(ticket.speech().chunk);
    }

    private void gone(Ticket<Speech> ticket, long now) {
        assertThat(ticket.state()).isEqualTo(State.ENDED);
        if (!waiting(ticket.lane()).remove(ticket)) {
            assertThat(live.remove(ticket.slot())).isSameAs(ticket);
            keptUntil[ticket.slot()] = ticket.lane() == Lane.INTERACTIVE ? now + limits.keptMillis() : 0;
        }
    }

    private void admit(long now) {
        for (var ticket : scheduler.admit(now)) {
            var lane = ticket.lane();
            assertThat(waiting(lane)).as("first come, first served").first().isSameAs(ticket);
            assertThat(lane == Lane.BULK && !waiting(Lane.INTERACTIVE).isEmpty())
                    .as("bulk overtakes a waiting interactive speech").isFalse();
            assertThat(ticket.slot()).as("the lowest free slot").isEqualTo(lowestFree(lane, now));
            waiting(lane).remove(ticket);
            assertThat(live.put(ticket.slot(), ticket)).as("one speech to a slot").isNull();
            keptUntil[ticket.slot()] = 0;
        }
        assertThat(busyWith(Lane.BULK)).as("the reserved slots hold").isLessThanOrEqualTo(limits.bulkSlots());
        if (!waiting(Lane.INTERACTIVE).isEmpty()) {
            assertThat(live).as("interactive waits for nothing").hasSize(limits.slots());
        } else if (!waiting(Lane.BULK).isEmpty() && busyWith(Lane.BULK) < limits.bulkSlots()) {
            assertThat(lowestFree(Lane.BULK, now)).as("bulk waits for nothing").isEqualTo(limits.slots());
        }
    }

    private int lowestFree(Lane lane, long now) {
        int slot = 0;
        while (slot < limits.slots() && (live.containsKey(slot) || (lane == Lane.BULK && keptUntil[slot] > now))) {
            slot++;
        }
        return slot;
    }

    private void read() {
        var pieces = scheduler.reading();
        var readers = live.values().stream().filter(ticket -> ticket.speech().unread > 0).toList();
        int tokens = pieces.stream().mapToInt(Scheduler.Piece::tokens).sum();
        assertThat(tokens).as("tokens of a tick").isEqualTo(Math.min(limits.tickTokens(),
                readers.stream().mapToInt(ticket -> ticket.speech().unread).sum()));
        if (pieces.stream().anyMatch(piece -> piece.ticket().lane() == Lane.BULK)) {
            assertThat(pieces.stream().filter(piece -> piece.ticket().lane() == Lane.INTERACTIVE)
                    .mapToInt(Scheduler.Piece::tokens).sum())
                    .as("interactive prompts first").isEqualTo(readers.stream()
                            .filter(ticket -> ticket.lane() == Lane.INTERACTIVE)
                            .mapToInt(ticket -> ticket.speech().unread).sum());
        }
        for (var piece : pieces) {
            assertThat(live.get(piece.ticket().slot())).isSameAs(piece.ticket());
            // Now and then a recording has to be heard first.
            int read = chance(0.2) ? 0 : piece.tokens();
            piece.ticket().speech().unread -= read;
            scheduler.read(piece.ticket(), read);
        }
    }

    private void speak(long now) {
        for (var ticket : List.copyOf(live.values())) {
            var speech = ticket.speech();
            assertThat(ticket.state()).isEqualTo(speech.unread > 0 ? State.READING : State.SPEAKING);
            boolean hasRoom = chance(0.9);
            if (speech.unread == 0 && hasRoom) {
                speech.steps++;
                assertThat(speech.chunk.promptTokens + speech.steps).as("memory of a slot")
                        .isLessThanOrEqualTo(Math.min(limits.slotTokens(), ticket.tokens()));
                if (speech.steps == speech.chunk.length || speech.steps == ticket.steps()) {
                    scheduler.leave(ticket, now);
                    gone(ticket, now);
                    speech.chunk.ends++;
                }
            }
        }
    }

    /** Asserts that nothing is left. */
    void assertIdle() {
        assertThat(live).isEmpty();
        assertThat(scheduler.isEmpty()).isTrue();
        assertThat(scheduler.load().tokensHeld()).isZero();
    }
}
