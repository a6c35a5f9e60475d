package io.vibestream.synth.engine;

import io.vibestream.synth.engine.ForwardPass.Stepped;
import io.vibestream.synth.engine.Preparation.Ready;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The slots and what happens in them, step by step: plan, run, apply. Owned by the engine thread.
 *
 * <p>In one step, one prompt is read a piece further, first come first served, and every slot that speaks speaks one
 * frame. A slot whose outlet is full stays as it is until there is room, so a slow listener holds back its own speech and
 * nobody else's, and what waits for it is bounded by its queue.
 */
final class Engine implements AutoCloseable {

    private static final int CACHED_VOICES = 64;

    private final ForwardPass forward;
    private final ControlTokens tokens;
    private final Reading.Pieces pieces;
    private final VoiceCache voices = new VoiceCache(CACHED_VOICES);
    private final List<Optional<Occupant>> slots = new ArrayList<>();
    private final Deque<Occupant> readers = new ArrayDeque<>();

    /**
     * A speech that wants a slot.
     *
     * @param maxSteps by its length rule, before the room in a slot is looked at
     */
    record Admission(Ready prompt, Schedule schedule, float guidance, Noise noise, int maxSteps, Outlet outlet) {}

    private static final class Occupant {
        private final Admission admission;
        private final Reading reading;
        private final Sequence sequence;

        Occupant(Admission admission, Reading reading, Sequence sequence) {
            this.admission = admission;
            this.reading = reading;
            this.sequence = sequence;
        }

        Outlet outlet() {
            return admission.outlet();
        }
    }

    Engine(ForwardPass forward, ControlTokens tokens, Reading.Pieces pieces) {
        this.forward = forward;
        this.tokens = tokens;
        this.pieces = pieces;
        for (int i = 0; i < forward.size().slots(); i++) {
            slots.add(Optional.empty());
        }
    }

    boolean hasRoom() {
        return slots.stream().anyMatch(Optional::isEmpty);
    }

    /** Puts a speech into the lowest free slot, because a tick costs as much as its highest slot makes it. */
    void admit(Admission admission) {
        var size = forward.size();
        int promptTokens = admission.prompt().tokens().size();
        int room = size.capacity() - promptTokens;
        if (room < 1) {
            admission.outlet().failed("the prompt has " + promptTokens + " tokens, voices included; a slot holds "
                    + size.capacity() + ", speech included", false);
            return;
        }
        int slot = 0;
        while (slots.get(slot).isPresent()) {
            slot++;
        }
        var manner = new Sequence.Manner(admission.schedule(), admission.guidance(), admission.noise(), size.latent());
        var occupant = new Occupant(admission,
                new Reading(forward, voices, pieces, slot, admission.prompt(), admission.noise()),
                new Sequence(slot, promptTokens, Math.min(admission.maxSteps(), room), manner));
        slots.set(slot, Optional.of(occupant));
        readers.add(occupant);
    }

    /** Does one round of work. Returns false when there was none. */
    boolean step() {
        boolean released = releaseUnwanted();
        boolean read = read();
        var speaking = speaking();
        if (!speaking.isEmpty()) {
            var rows = speaking.stream().map(occupant -> occupant.sequence).toList();
            var stepped = forward.run(rows);
            for (int i = 0; i < stepped.size(); i++) {
                apply(speaking.get(i), stepped.get(i));
            }
        }
        return released || read || !speaking.isEmpty();
    }

    private boolean releaseUnwanted() {
        var unwanted = occupants().stream().filter(occupant -> !occupant.outlet().wanted()).toList();
        unwanted.forEach(this::release);
        return !unwanted.isEmpty();
    }

    private List<Occupant> occupants() {
        return slots.stream().flatMap(Optional::stream).toList();
    }

    private void release(Occupant occupant) {
        occupant.reading.close();
        readers.remove(occupant);
        slots.set(occupant.sequence.slot(), Optional.empty());
    }

    private boolean read() {
        var reader = readers.peek();
        if (reader == null) {
            return false;
        }
        if (reader.reading.advance()) {
            readers.remove();
        }
        return true;
    }

    private List<Occupant> speaking() {
        return occupants().stream().filter(occupant -> !readers.contains(occupant) && occupant.outlet().ready())
                .toList();
    }

    private void apply(Occupant occupant, Stepped stepped) {
        stepped.audio().ifPresent(occupant.outlet()::audio);
        var prompt = occupant.admission.prompt();
        switch (occupant.sequence.apply(stepped, tokens)) {
            case SPEAK_ON -> {
                // The frame is already the pending input.
            }
            case READ_TOKEN -> forward.place(stepped.slot(), forward.embed(stepped.token()));
            case STOP -> {
                release(occupant);
                occupant.outlet().finished(prompt.voices(), prompt.warnings());
            }
            case CUT -> {
                release(occupant);
                var warnings = new ArrayList<>(prompt.warnings());
                warnings.add("the speech was cut off after " + occupant.sequence.steps() + " steps");
                occupant.outlet().finished(prompt.voices(), warnings);
            }
        }
    }

    /** Ends every speech for a reason that is not its own. */
    void failAll(String message) {
        for (var occupant : occupants()) {
            slots.set(occupant.sequence.slot(), Optional.empty());
            occupant.outlet().failed(message, true);
        }
        readers.clear();
    }

    @Override
    public void close() {
        occupants().forEach(this::release);
        forward.close();
    }
}
