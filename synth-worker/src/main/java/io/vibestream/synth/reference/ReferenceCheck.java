package io.vibestream.synth.reference;

import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.Spoken;
import io.vibestream.synth.engine.VibeVoiceEngine;
import io.vibestream.synth.forward.Machine;
import io.vibestream.synth.forward.OrtForwardPass;
import io.vibestream.synth.graph.ElementType;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.tokenizer.PromptWriter;
import io.vibestream.synth.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Speaks every recorded case of a folder of checkpoints and compares, number by number, what the engine computes with what the
 * reference computed in float32. In float32 every number must agree; in bfloat16, whose rounding the small networks of the
 * cases magnify without a bound that is known, differences are only told, frame by frame too, and all numbers must be numbers.
 */
public final class ReferenceCheck {

    /** The largest error allowed, relative to the largest magnitude of a tensor. */
    public static final double LIMIT = 2e-4;
    /**
     * Up to here an error may be rounding that grew from frame to frame, which is decided by looking at each frame by itself.
     */
    private static final double DRIFT = 2e-2;

    private static final List<String> TRACED = List.of("logits", "hidden", "negative", "latent", "semantic", "audio");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Machine machine;
    private final PrintStream out;

    private ReferenceCheck(Machine machine, PrintStream out) {
        this.machine = machine;
        this.out = out;
    }

    /**
     * Checks a checkpoint with cases, or every one in a folder of such.
     *
     * @return whether every case agrees
     */
    public static boolean run(Path dir, Machine machine, PrintStream out) throws InterruptedException {
        try {
            return new ReferenceCheck(machine, out).folder(dir);
        } catch (IOException | RuntimeException e) {
            out.println(dir + ": " + e);
            return false;
        }
    }

    private boolean folder(Path dir) throws IOException, InterruptedException {
        var checkpoints = new ArrayList<Path>();
        if (Files.exists(dir.resolve("config.json"))) {
            checkpoints.add(dir);
        } else {
            try (var entries = Files.list(dir)) {
                entries.filter(entry -> Files.exists(entry.resolve("config.json"))).sorted().forEach(checkpoints::add);
            }
        }
        boolean agrees = !checkpoints.isEmpty();
        if (checkpoints.isEmpty()) {
            out.println(dir + ": expected checkpoints, folders with a config.json, found none");
        }
        for (var checkpoint : checkpoints) {
            try {
                agrees &= checkpoint(checkpoint);
            } catch (IOException | RuntimeException e) {
                out.println(checkpoint.getFileName() + " FAILED " + e);
                agrees = false;
            }
        }
        return agrees;
    }

    private boolean checkpoint(Path dir) throws IOException, InterruptedException {
        var cases = new ArrayList<ReferenceCase>();
        try (var entries = Files.list(dir)) {
            for (var entry : entries.sorted().toList()) {
                if (entry.getFileName().toString().matches("case-.*\\.json")) {
                    cases.add(ReferenceCase.read(entry));
                }
            }
        }
        if (cases.isEmpty()) {
            out.println(dir.getFileName() + " FAILED expected case-*.json, found none");
            return false;
        }
        var checkpoint = Checkpoint.open(dir);
        boolean agrees = true;
        try (var json = Files.newInputStream(dir.resolve("tokenizer.json")); var tokenizer = Tokenizer.load(json)) {
            for (var recorded : cases) {
                agrees &= compare(dir.getFileName() + " " + recorded.name(), checkpoint, tokenizer, recorded);
            }
        }
        return agrees;
    }

    private boolean compare(String title, Checkpoint checkpoint, Tokenizer tokenizer, ReferenceCase recorded)
            throws InterruptedException {
        var special = tokenizer.special();
        var control = new ControlTokens(special.speechStart(), special.speechEnd(), special.speechFrame(),
                special.endOfText());
        var seen = observe(checkpoint, control, recorded, Optional.empty());
        var line = new StringBuilder(title);
        boolean agrees = verdict(line, "prompt", recorded.written(new PromptWriter(tokenizer)), recorded.prompt());
        agrees &= verdict(line, "tokens", seen.tokens(control), recorded.tokens());
        if (recorded.has("voice_latent_mean")) {
            agrees &= verdict(line, "voice_latent_mean", seen.voiceError(recorded));
        }
        double worst = verdicts(line, seen, control, recorded);
        boolean exact = machine.compute() == ElementType.FLOAT;
        if (exact ? agrees && worst > LIMIT && worst <= DRIFT : worst > LIMIT) {
            var feedback = RecordedFeedback.of(machine.ort(), checkpoint, control, recorded);
            line.append(" | frame by frame");
            seen = observe(checkpoint, control, recorded, Optional.of(feedback));
            worst = verdicts(line, seen, control, recorded);
        }
        agrees = exact ? agrees && worst <= LIMIT : seen.numbers.isFinite();
        out.println(line + (agrees ? "" : " FAILED"));
        return agrees;
    }

    private static double verdicts(StringBuilder line, Seen seen, ControlTokens control, ReferenceCase recorded) {
        double worst = 0;
        for (var tensor : TRACED) {
            if (recorded.has(tensor) || recorded.has("hidden")) {
                var expected = recorded.floats(tensor);
                double error = seen.numbers.error(tensor,
                        tensor.equals("logits") ? ascending(expected, control) : expected);
                verdict(line, tensor, error);
                worst = Math.max(worst, error);
            }
        }
        return worst;
    }

    private static boolean verdict(StringBuilder line, String what, List<Integer> found, List<Integer> expected) {
        boolean same = found.equals(expected);
        line.append(' ').append(what).append(same ? " same" : " DIFFER");
        return same;
    }

    private static boolean verdict(StringBuilder line, String what, double error) {
        line.append(' ').append(what).append(String.format(Locale.ROOT, error <= LIMIT ? " %.1e" : " %.1e!", error));
        return error <= LIMIT;
    }

    /** The columns in the order of the ids, as the engine has them; the record has start, end, frame, stop. */
    private static float[] ascending(float[] logits, ControlTokens control) {
        int[] columns = {control.start(), control.end(), control.frame(), control.stop()};
        int[] order = control.ascending();
        var sorted = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            for (int to = 0; to < order.length; to++) {
                if (order[to] == columns[i % columns.length]) {
                    sorted[i - i % columns.length + to] = logits[i];
                }
            }
        }
        return sorted;
    }

    private Seen observe(Checkpoint checkpoint, ControlTokens control, ReferenceCase recorded,
            Optional<RecordedFeedback> feedback) throws InterruptedException {
        var seen = new Seen();
        var ready = recorded.ready(control);
        var settings = new OrtForwardPass.Settings(1, recorded.prompt().size() + recorded.maxSteps() + 1,
                recorded.utterance().steps());
        var forward = new ObservedForwardPass(OrtForwardPass.traced(machine, checkpoint, control, settings,
                (_, tensor, values) -> seen.numbers.add(tensor, values)), seen.voices, feedback);
        var manner = new VibeVoiceEngine.Settings(control, (_, _) -> recorded.maxSteps(), 8, 64, 4,
                _ -> new RecordedNoise(recorded));
        try (var engine = VibeVoiceEngine.start(forward, _ -> ready, manner);
                var speech = engine.speak(recorded.utterance())) {
            for (var next = speech.next(PATIENCE);; next = speech.next(PATIENCE)) {
                switch (next) {
                    case Spoken.Audio(var pcm) -> seen.numbers.add("audio", pcm.toArray());
                    case Spoken.Finished _ -> {
                        return seen;
                    }
                    case Spoken.Failed(var message, _) -> throw new IllegalStateException(message);
                    case Spoken.Pending _ -> throw new IllegalStateException("nothing spoken in " + PATIENCE);
                    case Spoken.Expired _ -> throw new IllegalStateException("no deadline was set");
                    case Spoken.Started _ -> {
                        // the numbers follow
                    }
                }
            }
        }
    }

    /** What was seen of one case. */
    private static final class Seen {

        private final Observation numbers = new Observation();
        private final List<List<float[]>> voices = new ArrayList<>();

        /** The tokens that the logits stand for; logits come in the order of the ids, the first of equals is chosen. */
        List<Integer> tokens(ControlTokens control) {
            var order = control.ascending();
            var logits = numbers.all("logits");
            var tokens = new ArrayList<Integer>();
            for (int step = 0; step < logits.length; step += order.length) {
                int best = 0;
                for (int i = 1; i < order.length; i++) {
                    if (logits[step + i] > logits[step + best]) {
                        best = i;
                    }
                }
                tokens.add(order[best]);
            }
            return tokens;
        }

        double voiceError(ReferenceCase recorded) {
            var all = recorded.tensor("voice_latent_mean");
            int size = Math.toIntExact(all.elements() / all.shape().getFirst());
            var expected = all.floats();
            double worst = voices.size() == all.shape().getFirst() ? 0 : Double.POSITIVE_INFINITY;
            for (int voice = 0; voice < voices.size(); voice++) {
                var found = new Observation();
                voices.get(voice).forEach(piece -> found.add("means", piece));
                var means = found.all("means");
                // The reference padded shorter recordings to the longest one.
                var own = Arrays.copyOfRange(expected, voice * size, voice * size + means.length);
                worst = Math.max(worst, Observation.error(means, own));
            }
            return worst;
        }
    }
}
