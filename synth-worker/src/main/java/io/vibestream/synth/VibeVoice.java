package io.vibestream.synth;

import io.vibestream.synth.engine.ControlTokens;
import io.vibestream.synth.engine.Speech;
import io.vibestream.synth.engine.SpeechEngine;
import io.vibestream.synth.engine.Utterance;
import io.vibestream.synth.engine.VibeVoiceEngine;
import io.vibestream.synth.forward.Machine;
import io.vibestream.synth.forward.OrtForwardPass;
import io.vibestream.synth.model.checkpoint.Checkpoint;
import io.vibestream.synth.model.checkpoint.ModelLoadException;
import io.vibestream.synth.ort.Ort;
import io.vibestream.synth.ort.OrtLibrary;
import io.vibestream.synth.tokenizer.PromptWriter;
import io.vibestream.synth.tokenizer.Tokenizer;
import io.vibestream.synth.voice.VoiceRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** VibeVoice from a checkpoint on this machine's CPU: the engine with everything that it owns. */
final class VibeVoice implements SpeechEngine {

    private static final int USUAL_STEPS = 10;

    private final Ort ort;
    private final Tokenizer tokenizer;
    private final SpeechEngine engine;

    private VibeVoice(Ort ort, Tokenizer tokenizer, SpeechEngine engine) {
        this.ort = ort;
        this.tokenizer = tokenizer;
        this.engine = engine;
    }

    /**
     * Loads a checkpoint.
     *
     * @throws ModelLoadException when the checkpoint cannot be used
     */
    static VibeVoice open(Path directory, VibeVoiceSettings settings) {
        var checkpoint = Checkpoint.open(directory);
        var tokenizer = tokenizer(checkpoint, directory);
        var library = OrtLibrary.fromClassPath(settings.natives());
        var ort = Ort.forCpu(library.main(),
                settings.threads().orElseGet(() -> Runtime.getRuntime().availableProcessors()));
        var special = tokenizer.special();
        var control = new ControlTokens(special.speechStart(), special.speechEnd(), special.speechFrame(),
                special.endOfText());
        var forward = OrtForwardPass.load(Machine.cpu(ort), checkpoint, control,
                new OrtForwardPass.Settings(settings.slots(), settings.slotTokens(), USUAL_STEPS));
        var prompts = new VibeVoicePrompts(new PromptWriter(tokenizer), new VoiceRegistry(settings.voices()),
                forward.size().samplesPerFrame());
        return new VibeVoice(ort, tokenizer,
                VibeVoiceEngine.start(forward, prompts, VibeVoiceEngine.Settings.standard(control)));
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
    public int slots() {
        return engine.slots();
    }

    @Override
    public Speech speak(Utterance utterance) {
        return engine.speak(utterance);
    }

    @Override
    public void close() {
        engine.close();
        ort.close();
        tokenizer.close();
    }
}
