package io.vibestream.synth.bench;

import io.vibestream.synth.bench.TimedForwardPass.Tick;
import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.PhiloxNoise;
import io.vibestream.synth.engine.Preparation;
import io.vibestream.synth.engine.Spoken;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Utterance;
import io.vibestream.synth.engine.VibeVoiceEngine;
import io.vibestream.synth.forward.Machine;
import io.vibestream.synth.forward.OrtForwardPass;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.QuantizedLinears;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Speaks several sequences of one length at once, from prompt to end, and measures the ticks in which all of them speak. Every
 * token is made to be a frame, so that random weights speak as steadily as trained ones.
 */
public final class EngineBench implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int PROMPT_TOKENS = 200;
    /** The first ticks touch memory for the first time. */
    private static final int WARM_UP = 2;
    private static final int ANY_TOKEN = 1;

    private final Machine machine;
    private final Checkpoint checkpoint;
    private final OrtForwardPass forward;
    private final MachineSpeed speed;
    private final Wish wish;
    private final int linearBits;

    /**
     * What to measure.
     *
     * @param slots how many sequences at once, one measurement each
     * @param frames of each sequence
     * @param steps of the diffusion solver
     */
    public record Wish(List<Integer> slots, int frames, int steps) {

        public Wish {
            slots = List.copyOf(slots);
            if (slots.isEmpty() || slots.stream().anyMatch(count -> count < 1 || count > SpeechEngine.MOST_SLOTS)
                    || frames <= WARM_UP || steps < 1 || steps > 50) {
                throw new IllegalArgumentException(
                        "expected 1 to " + SpeechEngine.MOST_SLOTS + " slots, more than " + WARM_UP
                                + " frames and 1 to 50 steps, found " + slots + ", " + frames + " and " + steps);
            }
        }

        public int most() {
            return slots.stream().mapToInt(Integer::intValue).max().orElseThrow();
        }
    }

    /**
     * What was measured with so many sequences at once. Times are in seconds.
     *
     * @param framesPerSecond of all sequences together
     * @param realTimeFactor seconds of speech in a second
     * @param overhead share of the time in which ONNX Runtime computed nothing
     * @param bytes read by a tick, at least
     * @param boundRatio time of the median tick over the shortest that the machine allows
     */
    public record Result(int slots, double framesPerSecond, double realTimeFactor, double p50, double p90, double p99,
            double overhead, long bytes, long operations, double boundRatio) {}

    /** Loads the checkpoint for the most slots that are wished for. */
    public EngineBench(Machine machine, Checkpoint checkpoint, Optional<QuantizedLinears> quantized, Wish wish) {
        this.machine = machine;
        this.checkpoint = checkpoint;
        this.wish = wish;
        this.linearBits = quantized.map(QuantizedLinears::bits).orElse(machine.compute().bytes() * Byte.SIZE);
        this.speed = MachineSpeed.measure(machine);
        var alwaysSpeak = new ControlTokens(ANY_TOKEN, ANY_TOKEN, ANY_TOKEN, ANY_TOKEN);
        this.forward = OrtForwardPass.load(machine, checkpoint, alwaysSpeak,
                new OrtForwardPass.Settings(wish.most(), PROMPT_TOKENS + wish.frames() + 1, wish.steps(), quantized));
    }

    public MachineSpeed speed() {
        return speed;
    }

    /** Measures one number of sequences. */
    public Result measure(int slots) throws InterruptedException, ExecutionException {
        var timed = new TimedForwardPass(forward, machine.ort()::computing);
        // No token that the network can choose means anything but a frame.
        var control = new ControlTokens(-1, -2, ANY_TOKEN, -3);
        var settings = new VibeVoiceEngine.Settings(control, (_, _) -> wish.frames(), 32, PROMPT_TOKENS, 4,
                PhiloxNoise::new);
        var prompt = new Preparation.Ready(Collections.nCopies(PROMPT_TOKENS, ANY_TOKEN), PROMPT_TOKENS, List.of(),
                List.of(), List.of());
        try (var engine = VibeVoiceEngine.start(timed, _ -> prompt, settings);
                var listeners = Executors.newVirtualThreadPerTaskExecutor()) {
            var heard = new ArrayList<Future<?>>();
            for (int i = 0; i < slots; i++) {
                int seed = i;
                heard.add(listeners.submit(() -> listen(engine, seed)));
            }
            for (var one : heard) {
                one.get();
            }
        }
        return result(slots, timed.ticks().stream().filter(tick -> tick.rows() == slots).toList());
    }

    private Void listen(SpeechEngine engine, int seed) throws InterruptedException {
        var utterance = new Utterance(List.of(new Utterance.Line("1", "", "")), 1.3, wish.steps(),
                Utterance.Solver.ODE, seed, true);
        try (var speech = engine.speak(utterance)) {
            for (var next = speech.next(PATIENCE);; next = speech.next(PATIENCE)) {
                switch (next) {
                    case Spoken.Started _,Spoken.Audio _ -> {
                        // heard
                    }
                    case Spoken.Finished _ -> {
                        return null;
                    }
                    case Spoken.Failed(var message, _) -> throw new IllegalStateException(message);
                    case Spoken.Expired _ -> throw new IllegalStateException("no deadline was set");
                    case Spoken.Pending _ -> throw new IllegalStateException("nothing spoken in " + PATIENCE);
                }
            }
        }
    }

    private Result result(int slots, List<Tick> all) {
        if (all.size() <= WARM_UP) {
            throw new IllegalStateException(slots + " sequences spoke together in " + all.size()
                    + " ticks only; measure more frames");
        }
        var before = all.get(WARM_UP - 1);
        var last = all.getLast();
        var ticks = all.subList(WARM_UP, all.size());
        double seconds = (last.ended() - before.ended()) / 1e9;
        double framesPerSecond = slots * ticks.size() / seconds;
        var sorted = ticks.stream().mapToLong(Tick::nanos).sorted().toArray();
        var cost = FrameCost.of(checkpoint.config(), slots, PROMPT_TOKENS + wish.frames() / 2, wish.steps(),
                machine.compute().bytes(), linearBits);
        double median = percentile(sorted, 50);
        return new Result(slots, framesPerSecond,
                framesPerSecond * checkpoint.config().samplesPerFrame() / OrtForwardPass.SAMPLE_RATE, median,
                percentile(sorted, 90), percentile(sorted, 99),
                1 - (last.computing() - before.computing()) / 1e9 / seconds, cost.bytes(), cost.operations(),
                median / cost.bound(speed));
    }

    private static double percentile(long[] sorted, int percent) {
        return sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e9;
    }

    @Override
    public void close() {
        forward.close();
    }
}
