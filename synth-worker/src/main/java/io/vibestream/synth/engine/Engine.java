package io.vibestream.synth.engine;

import io.vibestream.synth.engine.EngineObserver.Tick;
import io.vibestream.synth.engine.ForwardPass.Stepped;
import io.vibestream.synth.engine.Preparation.Ready;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Carries out what the {@link Scheduler} decides, step by step: plan, run, apply. Owned by the engine thread.
 *
 * <p>In one step some prompts are read a piece further, and every slot that speaks speaks one frame. A slot whose outlet is
 * full stays as it is until there is room, so a slow listener holds back its own speech and nobody else's, and what waits
 * for it is bounded by its queue.
 */
final class Engine implements AutoCloseable {

    private final ForwardPass forward;
    private final VibeVoiceEngine.Settings settings;
    private final EngineObserver observer;
    private final Recordings recordings;
    private final Scheduler<Admission> scheduler;
    private final List<Optional<Occupant>> occupants = new ArrayList<>();
    /** Refilled in every step. */
    private final List<Sequence> speaking = new ArrayList<>();

    /**
     * A speech that wants a slot.
     *
     * @param maxSteps by its length rule, before the room in a slot is looked at
     */
    record Admission(Ready prompt, Urgency urgency, Schedule schedule, float guidance, Noise noise, int maxSteps,
            Outlet outlet) {}

    /** What a slot is doing for the speech in it. */
    private record Occupant(Ticket<Admission> ticket, Reading reading, Sequence sequence) {

        Outlet outlet() {
            return ticket.speech().outlet();
        }

        boolean canSpeak() {
            return ticket.state() == Ticket.State.SPEAKING && outlet().ready();
        }
    }

    Engine(ForwardPass forward, VibeVoiceEngine.Settings settings, EngineObserver observer) {
        this.forward = forward;
        this.settings = settings;
        this.observer = observer;
        this.recordings = new Recordings(forward);
        var size = forward.size();
        this.scheduler = new Scheduler<>(new Scheduler.Limits(size.slots(), settings.bulkSlots(size.slots()),
                size.capacity(), settings.promptPiece(), settings.keep().toMillis()));
        for (int i = 0; i < size.slots(); i++) {
            occupants.add(Optional.empty());
        }
    }

    void submit(Admission admission) {
        int promptTokens = admission.prompt().tokens().size();
        if (!scheduler.fits(promptTokens)) {
            admission.outlet().failed("the prompt has " + promptTokens + " tokens, voices included; a slot holds "
                    + forward.size().capacity() + ", speech included", false);
            return;
        }
        scheduler.submit(admission, new Scheduler.Need(admission.urgency().lane(),
                admission.urgency().deadline().toEpochMilli(), promptTokens, admission.maxSteps()));
    }

    /** Does one round of work. Returns false when there was none. */
    boolean step(long now) {
        long begun = System.nanoTime();
        boolean changed = release(now);
        changed |= admit(now);
        var pieces = scheduler.reading();
        int tokens = read(pieces);
        int frames = speak(now);
        boolean ticked = !pieces.isEmpty() || !speaking.isEmpty();
        if (ticked) {
            observer.ticked(new Tick(System.nanoTime() - begun, frames, tokens));
        }
        observer.loaded(scheduler.load());
        return changed || ticked;
    }

    private boolean release(long now) {
        var unwanted = scheduler.leaveIf(ticket -> !ticket.speech().outlet().wanted(), now);
        var expired = scheduler.leaveIf(ticket -> ticket.isOver(now), now);
        for (var ticket : expired) {
            ticket.speech().outlet().expired();
        }
        boolean any = !unwanted.isEmpty() || !expired.isEmpty();
        if (any) {
            occupants.replaceAll(slot -> slot.filter(occupant -> occupant.ticket.state() != Ticket.State.ENDED));
        }
        return any;
    }

    private boolean admit(long now) {
        var joined = scheduler.admit(now);
        for (var ticket : joined) {
            var admission = ticket.speech();
            int slot = ticket.slot();
            var reading = new Reading(forward, recordings, settings.pieces(), slot, admission.prompt(),
                    admission.noise());
            var manner = new Sequence.Manner(admission.schedule(), admission.guidance(), admission.noise(),
                    forward.size().latent());
            var sequence = new Sequence(slot, admission.prompt().tokens().size(), ticket.steps(), manner);
            occupants.set(slot, Optional.of(new Occupant(ticket, reading, sequence)));
            admission.outlet().started();
        }
        return !joined.isEmpty();
    }

    private Occupant occupant(int slot) {
        return occupants.get(slot).orElseThrow(() -> new IllegalStateException("slot " + slot + " is empty"));
    }

    private int read(List<Scheduler.Piece<Admission>> pieces) {
        int tokens = 0;
        for (var piece : pieces) {
            int read = occupant(piece.ticket().slot()).reading.advance(piece.tokens());
            scheduler.read(piece.ticket(), read);
            tokens += read;
        }
        return tokens;
    }

    /** Returns how many frames were spoken. */
    private int speak(long now) {
        speaking.clear();
        for (var occupant : occupants) {
            if (occupant.isPresent() && occupant.get().canSpeak()) {
                speaking.add(occupant.get().sequence);
            }
        }
        if (speaking.isEmpty()) {
            return 0;
        }
        int frames = 0;
        for (var stepped : forward.run(speaking)) {
            frames += stepped.audio().isPresent() ? 1 : 0;
            apply(occupant(stepped.slot()), stepped, now);
        }
        return frames;
    }

    private void apply(Occupant occupant, Stepped stepped, long now) {
        if (stepped.audio().isPresent() && !stepped.audio().get().isFinite()) {
            leave(occupant, now);
            occupant.outlet()
                    .failed("the model computed a sound of which some samples are not numbers; its weights may be "
                            + "damaged, or too large for the type it is computed in", false);
            return;
        }
        stepped.audio().ifPresent(occupant.outlet()::audio);
        var prompt = occupant.ticket.speech().prompt();
        switch (occupant.sequence.apply(stepped, settings.tokens())) {
            case SPEAK_ON -> {
                // The frame is already the pending input.
            }
            case READ_TOKEN -> forward.place(stepped.slot(), forward.embed(stepped.token()));
            case STOP -> finish(occupant, prompt.warnings(), now);
            case CUT -> {
                var warnings = new ArrayList<>(prompt.warnings());
                warnings.add("the speech was cut off after " + occupant.sequence.steps() + " steps");
                finish(occupant, warnings, now);
            }
        }
    }

    private void finish(Occupant occupant, List<String> warnings, long now) {
        leave(occupant, now);
        occupant.outlet().finished(occupant.ticket.speech().prompt().voices(), warnings);
    }

    private void leave(Occupant occupant, long now) {
        scheduler.leave(occupant.ticket, now);
        occupants.set(occupant.sequence.slot(), Optional.empty());
    }

    /** Whether nobody waits and nobody speaks. */
    boolean isEmpty() {
        return scheduler.isEmpty();
    }

    /** How many recordings need not be heard again. */
    int remembered() {
        return recordings.remembered();
    }

    /** Ends every speech for a reason that is not its own. */
    void failAll(String message) {
        for (var ticket : scheduler.leaveIf(_ -> true, 0)) {
            ticket.speech().outlet().failed(message, true);
        }
        observer.loaded(scheduler.load());
    }

    @Override
    public void close() {
        recordings.close();
        forward.close();
    }
}
