package io.vibestream.synth.preview;

import com.sun.speech.freetts.ProcessException;
import com.sun.speech.freetts.Token;
import com.sun.speech.freetts.Tokenizer;
import com.sun.speech.freetts.Utterance;
import com.sun.speech.freetts.UtteranceProcessor;
import com.sun.speech.freetts.Voice;
import com.sun.speech.freetts.en.us.cmu_us_kal.KevinVoiceDirectory;
import com.sun.speech.freetts.relp.LPCResult;
import io.vibestream.audio.Pcm;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * FreeTTS's male diphone voice, 16 kHz. Loaded with the first phrase (about a second).
 *
 * <p>The stages of the synthesizer are run here, one after the other, instead of through {@code Voice.speak}: that one
 * waits for a player on another thread, without end when a stage fails, and prints to the error stream.
 */
final class KevinVoice implements PreviewVoice {

    private static final String NAME = "kevin16";

    /** Held while loading and speaking. A lock, not a queue: the slot that asks has nothing else to do until it is answered. */
    private static final ReentrantLock TURN = new ReentrantLock();
    /** One for the process, because FreeTTS keeps its lexicon in a static map that is not thread-safe. Touched under the lock. */
    private static Optional<Voice> loaded = Optional.empty();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Pcm say(String phrase) {
        TURN.lock();
        try {
            var voice = loaded();
            var samples = new ByteArrayOutputStream();
            int sampleRate = 16_000;
            for (var sentence : sentences(voice.getTokenizer(), phrase)) {
                var wave = synthesize(voice, sentence);
                sampleRate = wave.getSampleRate();
                samples.writeBytes(wave.getWaveSamples());
            }
            return pcm(sampleRate, samples.toByteArray());
        } catch (RuntimeException | ProcessException stumble) {
            throw new PreviewVoiceException(NAME + " cannot say a phrase of " + phrase.length() + " characters",
                    stumble);
        } finally {
            TURN.unlock();
        }
    }

    private static Voice loaded() {
        if (loaded.isEmpty()) {
            var voice = Arrays.stream(new KevinVoiceDirectory().getVoices()).filter(v -> v.getName().equals(NAME))
                    .findFirst().orElseThrow(() -> new PreviewVoiceException("FreeTTS has no voice " + NAME));
            voice.setOutputQueue(null); // else it would start a thread that plays
            voice.allocate();
            loaded = Optional.of(voice);
        }
        return loaded.get();
    }

    /** FreeTTS's own idea of sentences: its intonation is made for one at a time. */
    private static List<List<Token>> sentences(Tokenizer tokenizer, String phrase) {
        tokenizer.setInputText(phrase);
        var sentences = new ArrayList<List<Token>>();
        var sentence = new ArrayList<Token>();
        while (tokenizer.hasMoreTokens()) {
            var token = tokenizer.getNextToken();
            if (tokenizer.isBreak() && !sentence.isEmpty()) {
                sentences.add(sentence);
                sentence = new ArrayList<>();
            }
            if (!token.getWord().isEmpty()) {
                sentence.add(token);
            }
        }
        if (!sentence.isEmpty()) {
            sentences.add(sentence);
        }
        return sentences;
    }

    private static LPCResult synthesize(Voice voice, List<Token> sentence) throws ProcessException {
        var utterance = new Utterance(voice, sentence);
        for (var stage : voice.getUtteranceProcessors()) {
            ((UtteranceProcessor) stage).processUtterance(utterance);
        }
        return (LPCResult) utterance.getObject("target_lpcres");
    }

    private static Pcm pcm(int sampleRate, byte[] bigEndian) {
        var samples = ByteBuffer.wrap(bigEndian).order(ByteOrder.BIG_ENDIAN).asShortBuffer();
        var floats = new float[samples.remaining()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = samples.get(i) / 32768f;
        }
        return Pcm.of(sampleRate, floats);
    }
}
