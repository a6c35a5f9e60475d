package io.vibestream.synth;

import io.micrometer.core.instrument.MeterRegistry;
import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.EngineObserver;
import io.vibestream.synth.engine.Lane;
import io.vibestream.synth.engine.Speech;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Urgency;
import io.vibestream.synth.engine.Utterance;
import io.vibestream.synth.engine.VibeVoiceEngine;
import io.vibestream.synth.forward.OrtForwardPass;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.ModelLoadException;
import io.vibestream.synth.model.checkpoint.QuantizedLinears;
import io.vibestream.synth.tokenizer.PromptWriter;
import io.vibestream.synth.tokenizer.Tokenizer;
import io.vibestream.synth.voice.UploadedVoices;
import io.vibestream.synth.voice.VoiceRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** VibeVoice from a checkpoint: the engine with everything that it owns. */
final class VibeVoice implements SpeechEngine {

    private static final Logger LOG = LoggerFactory.getLogger(VibeVoice.class);
    private static final int USUAL_STEPS = 10;

    private final Device device;
    private final Tokenizer tokenizer;
    private final SpeechEngine engine;

    /**
     * How many there are.
     *
     * @param reserved that bulk chunks never have
     * @param tokens that each can remember
     * @param quantized the language model's linear layers, if they are kept in few bits
     */
    private record Slots(int count, int reserved, int tokens, Optional<QuantizedLinears> quantized) {}

    private VibeVoice(Device device, Tokenizer tokenizer, SpeechEngine engine) {
        this.device = device;
        this.tokenizer = tokenizer;
        this.engine = engine;
    }

    /**
     * Loads a checkpoint.
     *
     * @param failed told when the engine cannot go on
     * @throws ModelLoadException when the checkpoint cannot be used or does not fit
     * @throws io.vibestream.synth.ort.LibraryMissingException when what computes cannot be used
     * @throws IllegalArgumentException when more slots are reserved than there are
     */
    static VibeVoice open(Path directory, WorkerSettings settings, UploadedVoices uploaded, MeterRegistry meters,
            Consumer<Throwable> failed) {
        var checkpoint = Checkpoint.open(directory);
        var device = Device.open(settings.vibeVoice());
        try {
            int tokens = settings.vibeVoice().slotTokens();
            var plan = device.plan(checkpoint.config(), settings.vibeVoice());
            int count = plan.slots();
            LOG.atInfo().addKeyValue("model", directory).addKeyValue("device", device.name())
                    .addKeyValue("because", device.why()).addKeyValue("precision", plan.precision())
                    .addKeyValue("slots", count).log("loading VibeVoice");
            var slots = new Slots(count, settings.reservedSlots(count), tokens,
                    plan.quantized(checkpoint, settings.vibeVoice().natives()));
            return open(checkpoint, directory, device, slots,
                    new VoiceRegistry(settings.vibeVoice().voices(), uploaded),
                    new EngineMetrics(meters, count, tokens), failed);
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
    }

    private static VibeVoice open(Checkpoint checkpoint, Path directory, Device device, Slots slots,
            VoiceRegistry voices,
            EngineObserver observer, Consumer<Throwable> failed) {
        var tokenizer = tokenizer(checkpoint, directory);
        try {
            var special = tokenizer.special();
            var control = new ControlTokens(special.speechStart(), special.speechEnd(), special.speechFrame(),
                    special.endOfText());
            var forward = OrtForwardPass.load(device.machine(), checkpoint, control,
                    new OrtForwardPass.Settings(slots.count(), slots.tokens(), USUAL_STEPS, slots.quantized()));
            var prompts = new VibeVoicePrompts(new PromptWriter(tokenizer), voices,
                    forward.size().samplesPerFrame());
            return new VibeVoice(device, tokenizer,
                    VibeVoiceEngine.start(forward, prompts,
                            VibeVoiceEngine.Settings.standard(control).reserving(slots.reserved()),
                            InstantSource.system(), observer, failed));
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static Tokenizer tokenizer(Checkpoint checkpoint, Path directory) {
        var file = checkpoint.tokenizer().orElseThrow(() -> new ModelLoadException(
                directory
                        + ": expected tokenizer.json beside the weights, found none; take Qwen2.5's, or let `vibestream model fetch` do it"));
        try (var json = Files.newInputStream(file)) {
            return Tokenizer.load(json);
        } catch (IOException e) {
            throw new ModelLoadException(file + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String name() {
        return engine.name();
    }

    @Override
    public int slots(Lane lane) {
        return engine.slots(lane);
    }

    @Override
    public Speech speak(Utterance utterance, Urgency urgency) {
        return engine.speak(utterance, urgency);
    }

    @Override
    public void close() {
        engine.close();
        device.close();
        tokenizer.close();
    }
}
