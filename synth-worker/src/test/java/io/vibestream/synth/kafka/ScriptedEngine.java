package io.vibestream.synth.kafka;

import io.vibestream.audio.Pcm;
import io.vibestream.synth.engine.EngineObserver;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.Speech;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Spoken;
import io.vibestream.synth.engine.Turns;
import io.vibestream.synth.engine.Urgency;
import io.vibestream.synth.engine.Utterance;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Says what it was told, one script after the other; the last script is repeated. */
final class ScriptedEngine implements SpeechEngine {

    /** What one speech answers, in order. */
    interface Step {
        Spoken next() throws InterruptedException;
    }

    private final Turns turns;
    private final Queue<List<Step>> scripts = new ConcurrentLinkedQueue<>();
    final Queue<Utterance> heard = new ConcurrentLinkedQueue<>();
    final AtomicInteger open = new AtomicInteger();

    /** By the machine's clock. */
    ScriptedEngine(int slots, int reservedSlots) {
        this(slots, reservedSlots, InstantSource.system());
    }

    ScriptedEngine(int slots, int reservedSlots, InstantSource clock) {
        this.turns = new Turns(slots, reservedSlots, clock, EngineObserver.NONE);
    }

    ScriptedEngine will(Step... steps) {
        scripts.add(List.of(steps));
        return this;
    }

    static Step audio(int samples) {
        return () -> new Spoken.Audio(Pcm.silence(24_000, samples));
    }

    static Step finish(String... warnings) {
        return () -> new Spoken.Finished(List.of("Alice"), Arrays.asList(warnings));
    }

    static Step fail(boolean retryable) {
        return () -> new Spoken.Failed("out of order", retryable);
    }

    static Step pending() {
        return Spoken.Pending::new;
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public int slots(Lane lane) {
        return turns.slots(lane);
    }

    @Override
    public Speech speak(Utterance utterance, Urgency urgency) {
        return turns.speech(urgency, () -> begin(utterance));
    }

    private Speech begin(Utterance utterance) {
        heard.add(utterance);
        open.incrementAndGet();
        var script = new ArrayDeque<Step>(scripts.size() > 1 ? scripts.remove() : scripts.element());
        return new Speech() {
            @Override
            public Spoken next(Duration patience) throws InterruptedException {
                return script.remove().next();
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    @Override
    public void close() {}
}
