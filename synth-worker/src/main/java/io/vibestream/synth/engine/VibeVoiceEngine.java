package io.vibestream.synth.engine;

import io.vibestream.synth.engine.Engine.Admission;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongFunction;

/**
 * Speaks with VibeVoice: many utterances at once on one device, driven by one thread.
 *
 * <p>Owned by the worker's wiring. A speech gets its slot when one is free, in the order of asking.
 */
public final class VibeVoiceEngine implements SpeechEngine {

    private final Preparation.Preparer preparer;
    private final Settings settings;
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
     * @param promptPiece tokens of a prompt that are read between two frames of the others
     * @param voicePiece frames of a recording that are encoded between two frames of the others
     * @param noise of a seed
     */
    public record Settings(ControlTokens tokens, LengthRule length, int queuedFrames, int promptPiece, int voicePiece,
            LongFunction<Noise> noise) {

        public Settings {
            if (queuedFrames < 1 || promptPiece < 1 || voicePiece < 1) {
                throw new IllegalArgumentException("expected at least 1 queued frame, found " + queuedFrames
                        + ", at least 1 token and frame at a time, found " + promptPiece + " and " + voicePiece);
            }
        }

        public static Settings standard(ControlTokens tokens) {
            return new Settings(tokens, LengthRule.GENEROUS, 32, 32, 4, PhiloxNoise::new);
        }
    }

    private VibeVoiceEngine(ForwardPass forward, Preparation.Preparer preparer, Settings settings) {
        this.preparer = preparer;
        this.settings = settings;
        this.slots = forward.size().slots();
        this.thread = Thread.ofPlatform().name("engine").unstarted(() -> run(forward));
    }

    /** Starts the engine thread, which owns the forward pass from here on and closes it. */
    public static VibeVoiceEngine start(ForwardPass forward, Preparation.Preparer preparer, Settings settings) {
        var engine = new VibeVoiceEngine(forward, preparer, settings);
        engine.thread.start();
        return engine;
    }

    @Override
    public String name() {
        return "vibevoice";
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public Speech speak(Utterance utterance) {
        if (closed.get()) {
            throw new IllegalStateException("the engine is closed");
        }
        var speech = new QueuedSpeech(settings.queuedFrames(), changed::release);
        switch (preparer.prepare(utterance)) {
            case Preparation.Refused(var message, var retryable) -> speech.failed(message, retryable);
            case Preparation.Ready ready -> {
                int maxSteps = settings.length().maxSteps(ready.tokens().size(), ready.textTokens());
                asked.add(new Admission(ready, Schedule.of(utterance.solver(), utterance.steps()),
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

    private void run(ForwardPass forward) {
        var waiting = new ArrayDeque<Admission>();
        try (var engine = new Engine(forward, settings.tokens(),
                new Reading.Pieces(settings.voicePiece(), settings.promptPiece()))) {
            try {
                loop(engine, waiting);
                engine.failAll("the engine was closed");
            } catch (RuntimeException | Error e) {
                closed.set(true);
                engine.failAll("the engine failed: " + e.getMessage());
                throw e;
            }
        } finally {
            waiting.addAll(asked);
            waiting.forEach(admission -> admission.outlet().failed("the engine was closed", true));
        }
    }

    private void loop(Engine engine, Deque<Admission> waiting) {
        while (!closed.get()) {
            for (var next = asked.poll(); next != null; next = asked.poll()) {
                waiting.add(next);
            }
            waiting.removeIf(admission -> !admission.outlet().wanted());
            while (engine.hasRoom() && !waiting.isEmpty()) {
                engine.admit(waiting.remove());
            }
            if (!engine.step()) {
                changed.acquireUninterruptibly();
                changed.drainPermits();
            }
        }
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
