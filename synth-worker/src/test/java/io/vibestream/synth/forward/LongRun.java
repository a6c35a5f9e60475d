package io.vibestream.synth.forward;

import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.PhiloxNoise;
import io.vibestream.synth.engine.Preparation;
import io.vibestream.synth.engine.Speech;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Spoken;
import io.vibestream.synth.engine.Utterance;
import io.vibestream.synth.engine.VibeVoiceEngine;
import io.vibestream.synth.ort.Ort;
import io.vibestream.synth.ort.OrtLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Speaks many frames over many chunks of random lengths, some of them left in the middle, and prints the process's memory
 * while it does. A process of its own, so that nothing but the engine is measured.
 */
final class LongRun {

    private static final int FRAMES = 10_000;
    /** By then every slot, bucket and path has been used. */
    private static final int WARM_UP = 1_000;
    private static final int SLOTS = 4;
    private static final int STEPS = 1;
    private static final int LONGEST = 48;
    private static final int PROMPT_TOKENS = 8;
    private static final int ANY_TOKEN = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private LongRun() {}

    /** Of a seed. Prints the resident bytes after the warm-up, and again at the end. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        long seed = Long.parseLong(arguments[0]);
        var library = OrtLibrary.fromClassPath(Path.of("target", "native"));
        var speaks = new ControlTokens(-1, -2, ANY_TOKEN, -3);
        var always = new ControlTokens(ANY_TOKEN, ANY_TOKEN, ANY_TOKEN, ANY_TOKEN);
        var prompt = new Preparation.Ready(Collections.nCopies(PROMPT_TOKENS, ANY_TOKEN), PROMPT_TOKENS, List.of(),
                List.of(), List.of());
        var settings = new VibeVoiceEngine.Settings(speaks, (_, _) -> LONGEST, 8, 16, 4, PhiloxNoise::new);
        try (var ort = Ort.forCpu(library.main(), 1);
                var forward = OrtForwardPass.load(Machine.cpu(ort), Speaker.open().checkpoint(), always,
                        new OrtForwardPass.Settings(SLOTS, PROMPT_TOKENS + LONGEST + 1, STEPS));
                var engine = VibeVoiceEngine.start(forward, _ -> prompt, settings)) {
            speak(engine, WARM_UP, seed);
            System.out.println(residentBytes());
            speak(engine, FRAMES, seed + SLOTS);
            System.out.println(residentBytes());
        }
    }

    /** Until so many frames have been heard in all. */
    private static void speak(SpeechEngine engine, int frames, long seed)
            throws InterruptedException, ExecutionException {
        var left = new AtomicInteger(frames);
        try (var callers = Executors.newFixedThreadPool(SLOTS)) {
            var calls = IntStream.range(0, SLOTS)
                    .<Future<?>>mapToObj(caller -> callers.submit(() -> call(engine, new Random(seed + caller), left)))
                    .toList();
            for (var call : calls) {
                call.get();
            }
        }
    }

    private static Void call(SpeechEngine engine, Random random, AtomicInteger left) throws InterruptedException {
        while (left.get() > 0) {
            var utterance = new Utterance(List.of(new Utterance.Line("1", "", "")), 1.3, STEPS, Utterance.Solver.ODE,
                    random.nextLong(), true);
            try (var speech = engine.speak(utterance)) {
                for (int frames = 1 + random.nextInt(2 * LONGEST); frames > 0 && isMore(speech); frames--) {
                    left.decrementAndGet();
                }
            }
        }
        return null;
    }

    /** Whether a frame came; the utterance is over when none does. */
    private static boolean isMore(Speech speech) throws InterruptedException {
        while (true) {
            switch (speech.next(PATIENCE)) {
                case Spoken.Started _ -> {
                    // the first frame follows
                }
                case Spoken.Audio _ -> {
                    return true;
                }
                case Spoken.Finished _ -> {
                    return false;
                }
                case Spoken.Failed(var message, _) -> throw new IllegalStateException(message);
                case Spoken.Pending _,Spoken.Expired _ -> throw new IllegalStateException("no frame in " + PATIENCE);
            }
        }
    }

    private static long residentBytes() throws IOException {
        System.gc(); // what the heap happens to hold is not the question
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }
}
