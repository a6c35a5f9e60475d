package io.vibestream.synth.engine;

import io.vibestream.synth.engine.Engine.Admission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Speaks with VibeVoice: many utterances at once on one device, driven by one thread.
 *
 * <p>Owned by the worker's wiring. What happens between the threads is here; who gets a slot is the {@link Scheduler}'s
 * business, and what is done in it the {@link Engine}'s.
 */
public final class VibeVoiceEngine implements SpeechEngine {

    /** How long a deadline may pass unnoticed while every speech waits for its listener. */
    private static final long IDLE_MILLIS = 50;

    private final Preparation.Preparer preparer;
    private final Settings settings;
    private final InstantSource clock;
    private final int slots;
    private final Thread thread;
    /** What other threads ask for. Bounded by them: each waits for its speech before it asks for another. */
    private final ConcurrentLinkedQueue<Admission> asked = new ConcurrentLinkedQueue<>();
    /** A permit says that something may have changed since the engine thread last looked. */
    private final Semaphore changed = new Semaphore(0);
    // Set once by any thread and only ever looked at in passing: a queue would say no more.
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * How the engine behaves.
     *
     * @param length when a speech is cut off
     * @param queuedFrames how far a speech may run ahead of its listener
     * @param promptPiece tokens of prompts that are read between two frames of the others
     * @param voicePiece frames of a recording that are heard in place of these
     * @param noise of a seed
     * @param reservedSlots slots that bulk speeches never have
     * @param keep how long a slot that an interactive speech leaves is kept for the next
     */
    public record Settings(ControlTokens tokens, LengthRule length, int queuedFrames, int promptPiece, int voicePiece,
            LongFunction<Noise> noise, int reservedSlots, Duration keep) {

        public Settings {
            if (queuedFrames < 1 || promptPiece < 1 || voicePiece < 1 || reservedSlots < 0) {
                throw new IllegalArgumentException("expected at least 1 queued frame, found " + queuedFrames
                        + ", at least 1 token and frame at a time, found " + promptPiece + " and " + voicePiece
                        + ", and no fewer than 0 reserved slots, found " + reservedSlots);
            }
        }

        /** With slots that everybody may have. */
        public Settings(ControlTokens tokens, LengthRule length, int queuedFrames, int promptPiece, int voicePiece,
                LongFunction<Noise> noise) {
            this(tokens, length, queuedFrames, promptPiece, voicePiece, noise, 0, Turns.KEEP);
        }

        public static Settings standard(ControlTokens tokens) {
            return new Settings(tokens, LengthRule.GENEROUS, 32, 32, 4, PhiloxNoise::new);
        }

        /** The same with slots that bulk speeches never have. */
        public Settings reserving(int slots) {
            return new Settings(tokens, length, queuedFrames, promptPiece, voicePiece, noise, slots, keep);
        }

        int bulkSlots(int slots) {
            return slots - reservedSlots;
        }

        Reading.Pieces pieces() {
            return new Reading.Pieces(voicePiece, promptPiece);
        }
    }

    private VibeVoiceEngine(ForwardPass forward, Preparation.Preparer preparer, Settings settings, InstantSource clock,
            EngineObserver observer, Consumer<Throwable> failed) {
        this.preparer = preparer;
        this.settings = settings;
        this.clock = clock;
        this.slots = forward.size().slots();
        this.thread = Thread.ofPlatform().name("engine").unstarted(() -> run(forward, observer, failed));
    }

    /**
     * Starts the engine thread, which owns the forward pass from here on and closes it.
     *
     * @param failed told when the engine cannot go on: it speaks no more, and the process should stop
     */
    public static VibeVoiceEngine start(ForwardPass forward, Preparation.Preparer preparer, Settings settings,
            InstantSource clock, EngineObserver observer, Consumer<Throwable> failed) {
        var engine = new VibeVoiceEngine(forward, preparer, settings, clock, observer, failed);
        engine.thread.start();
        return engine;
    }

    /** The same with the machine's clock, and nobody who looks: that the engine failed is told by its speeches alone. */
    public static VibeVoiceEngine start(ForwardPass forward, Preparation.Preparer preparer, Settings settings) {
        return start(forward, preparer, settings, InstantSource.system(), EngineObserver.NONE, _ -> {});
    }

    @Override
    public String name() {
        return "vibevoice";
    }

    @Override
    public int slots(Lane lane) {
        return switch (lane) {
            case INTERACTIVE -> slots;
            case BULK -> settings.bulkSlots(slots);
        };
    }

    @Override
    public Speech speak(Utterance utterance, Urgency urgency) {
        if (closed.get()) {
            throw new IllegalStateException("the engine is closed");
        }
        var speech = new QueuedSpeech(settings.queuedFrames(), changed::release);
        switch (preparer.prepare(utterance)) {
            case Preparation.Refused(var message, var retryable) -> speech.failed(message, retryable);
            case Preparation.Ready ready -> {
                int maxSteps = settings.length().maxSteps(ready.tokens().size(), ready.textTokens());
                asked.add(new Admission(ready, urgency, Schedule.of(utterance.solver(), utterance.steps()),
                        (float) utterance.cfgScale(), settings.noise().apply(utterance.seed()), maxSteps, speech));
                changed.release();
                if (closed.get()) {
                    // The engine thread may have looked for the last time before this was asked.
                    speech.failed("the engine is closed", true);
                }
            }
        }
        return speech;
    }

    private void run(ForwardPass forward, EngineObserver observer, Consumer<Throwable> failed) {
        try {
            drive(forward, observer);
        } catch (RuntimeException | Error failure) { // the one catch-all: the service stops and restarts clean
            failed.accept(failure);
        }
    }

    private void drive(ForwardPass forward, EngineObserver observer) {
        try (var engine = new Engine(forward, settings, observer)) {
            try {
                loop(engine);
                engine.failAll("the engine was closed");
            } catch (RuntimeException | Error e) {
                closed.set(true);
                engine.failAll("the engine failed: " + e.getMessage());
                throw e;
            }
        } finally {
            asked.forEach(admission -> admission.outlet().failed("the engine was closed", true));
        }
    }

    private void loop(Engine engine) {
        while (!closed.get()) {
            for (var next = asked.poll(); next != null; next = asked.poll()) {
                engine.submit(next);
            }
            if (!engine.step(clock.millis())) {
                await(engine);
            }
        }
    }

    private void await(Engine engine) {
        if (engine.isEmpty()) {
            changed.acquireUninterruptibly();
        } else {
            try {
                boolean _ = changed.tryAcquire(IDLE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts the engine thread", e);
            }
        }
        changed.drainPermits();
    }

    /** Ends what is being spoken as failed and retryable, and waits for the engine thread. */
    @Override
    public void close() {
        closed.set(true);
        changed.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true; // the device must be let go before anything else happens to it
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
