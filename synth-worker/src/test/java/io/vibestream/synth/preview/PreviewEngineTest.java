package io.vibestream.synth.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.audio.Pcm;
import io.vibestream.synth.engine.EngineObserver;
import io.vibestream.synth.engine.Spoken;
import io.vibestream.synth.engine.Turns;
import io.vibestream.synth.engine.Utterance;
import io.vibestream.synth.engine.Utterance.Line;
import io.vibestream.synth.engine.Utterance.Solver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class PreviewEngineTest {

    /** What came of one utterance. */
    private record Heard(List<Pcm> pieces, Spoken end) {
        Spoken.Finished finished() {
            return (Spoken.Finished) end;
        }

        int samples() {
            return pieces.stream().mapToInt(Pcm::length).sum();
        }
    }

    private final PreviewEngine engine = new PreviewEngine(new KevinVoice(), turns(2));

    private static Turns turns(int slots) {
        return new Turns(slots, 0, InstantSource.system(), EngineObserver.NONE);
    }

    private static Utterance utterance(Line... lines) {
        return new Utterance(List.of(lines), 1.3, 10, Solver.ODE, 7, false);
    }

    private static Utterance saying(String text) {
        return utterance(new Line("1", "Alice", text));
    }

    private static Heard listen(PreviewEngine engine, Utterance utterance) throws InterruptedException {
        var pieces = new ArrayList<Pcm>();
        try (var speech = engine.speak(utterance)) {
            assertThat(speech.next(Duration.ofSeconds(20))).isInstanceOf(Spoken.Started.class);
            while (true) {
                var spoken = speech.next(Duration.ofSeconds(1));
                if (!(spoken instanceof Spoken.Audio audio)) {
                    return new Heard(pieces, spoken);
                }
                pieces.add(audio.pcm());
            }
        }
    }

    @Test
    void aSentenceBecomesAsMuchSoundAsItTakesToSayIt() throws InterruptedException {
        var heard = listen(engine, saying("The quick brown fox jumps over the lazy dog."));

        assertThat(heard.samples() / 24_000.0).isBetween(2.0, 4.5);
        assertThat(heard.pieces()).allSatisfy(pcm -> assertThat(pcm.sampleRate()).isEqualTo(24_000));
        assertThat(loudest(heard)).isBetween(0.1, 1.0);
    }

    private static double loudest(Heard heard) {
        double loudest = 0;
        for (var piece : heard.pieces()) {
            for (float sample : piece.toArray()) {
                loudest = Math.max(loudest, Math.abs(sample));
            }
        }
        return loudest;
    }

    @Test
    void theResultSaysThatItIsAPreview() throws InterruptedException {
        var heard = listen(engine, saying("Hello."));

        assertThat(engine.name()).isEqualTo("preview");
        assertThat(heard.finished().voices()).containsExactly("kevin16");
        assertThat(heard.finished().warnings()).containsExactly("preview voice: kevin16, not VibeVoice",
                "voice 'Alice' was not used: the preview engine has one voice and no use for recordings");
    }

    @Test
    void theFirstSentenceIsHeardBeforeTheLastIsMade() throws InterruptedException {
        var heard = listen(engine, saying("This is a sentence that is rather long to say. ".repeat(10)));

        assertThat(heard.pieces()).hasSizeGreaterThanOrEqualTo(9);
    }

    @Test
    void theSameUtteranceSoundsTheSameWhateverWasSaidBetween() throws InterruptedException {
        var first = listen(engine, saying("Once upon a time."));
        listen(engine, saying("Something else, to leave traces behind."));

        assertThat(listen(engine, saying("Once upon a time."))).isEqualTo(first);
    }

    @Test
    void theSameUtteranceSoundsTheSameBesideOthers() throws Exception {
        var texts = List.of("One two three four five.", "The rain in Spain.", "A third voice speaks of love.");
        var alone = new ArrayList<Heard>();
        for (var text : texts) {
            alone.add(listen(engine, saying(text)));
        }

        try (var slots = Executors.newFixedThreadPool(texts.size())) {
            var tasks = texts.stream().<Callable<Heard>>map(text -> () -> listen(engine, saying(text))).toList();
            var together = new ArrayList<Heard>();
            for (var future : slots.invokeAll(tasks)) {
                together.add(future.get());
            }
            assertThat(together).isEqualTo(alone);
        }
    }

    @Test
    void speakersDifferInPitchAndTheResultSaysSo() throws InterruptedException {
        var one = listen(engine, utterance(new Line("1", "kevin16", "Good morning.")));
        var two = listen(engine, utterance(new Line("2", "kevin16", "Good morning.")));
        var both = listen(engine, utterance(new Line("1", "kevin16", "Good morning."),
                new Line("2", "kevin16", "Good morning.")));

        assertThat(two.samples()).isLessThan(one.samples());
        assertThat(both.samples()).isEqualTo(one.samples() + two.samples());
        assertThat(both.finished().warnings()).contains("speakers differ in pitch only");
    }

    @Test
    void textWithoutAnySoundIsAMomentOfSilenceAndAWarning() throws InterruptedException {
        for (var text : List.of("你好,世界。", "🙂🙂", "...", "   ", "")) {
            var heard = listen(engine, saying(text));

            assertThat(heard.samples()).as(text).isEqualTo(12_000);
            assertThat(loudest(heard)).as(text).isZero();
            assertThat(heard.finished().warnings()).as(text).contains("nothing to say in a chunk: it is silence");
        }
    }

    @Test
    void whatCannotBeSaidIsLeftOutAndCounted() throws InterruptedException {
        var heard = listen(engine, saying("Hello 你好, friend 🙂."));

        assertThat(heard.samples()).isPositive();
        assertThat(heard.finished().warnings())
                .contains("the preview voice reads English only: 3 characters were left out");
    }

    @Test
    void oddTextIsSaidSomehow() throws InterruptedException {
        var odd = List.of("a".repeat(1000), "12345678901234567890123456789", "$1,000,000.50 & 50% @ #1 ^_^ <b>~|\\{}[]",
                "xkcd.com/1234?q=%20", "zzzz bcdfg qwrtp", "1/2 3-4 10:30 II XIV 1st 22nd 2,5", "'''\"\"\"((()))a");

        for (var text : odd) {
            assertThat(listen(engine, saying(text)).finished().warnings()).as(text).hasSize(2);
        }
    }

    @Test
    void aPhraseThatTheVoiceStumblesOverIsMissedButNotTheRest() throws InterruptedException {
        var stumbling = new PreviewEngine(new PreviewVoice() {
            @Override
            public String name() {
                return "stumbling";
            }

            @Override
            public Pcm say(String phrase) {
                if (phrase.startsWith("Bad")) {
                    throw new PreviewVoiceException("cannot");
                }
                return Pcm.silence(24_000, 10);
            }
        }, turns(1));

        var heard = listen(stumbling,
                saying("Bad sentences are not said at all, by anybody. Good ones are said by everybody."));

        assertThat(heard.samples()).isEqualTo(10);
        assertThat(heard.finished().warnings()).contains("the preview voice could not say 1 phrases: they are missing");
    }

    @Test
    void aClosedSpeechIsOver() throws InterruptedException {
        var speech = engine.speak(saying("One. Two."));
        speech.close();
        speech.close();

        assertThatThrownBy(() -> speech.next(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClosedEngineEndsItsSpeechesSoThatAnotherWorkerMayTry() throws InterruptedException {
        var speech = engine.speak(saying("One. Two."));
        assertThat(speech.next(Duration.ZERO)).isInstanceOf(Spoken.Started.class);
        engine.close();
        engine.close();

        assertThat(speech.next(Duration.ZERO)).isEqualTo(new Spoken.Failed("the preview engine was closed", true));
        assertThatThrownBy(() -> engine.speak(saying("x"))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anEngineNeedsASlot() {
        assertThatThrownBy(() -> turns(0)).hasMessageContaining("found 0");
    }

    @Test
    void labelsThatFollowOneAnotherHaveDifferentPitches() {
        var pitches = Arrays.stream("1 2 3 4".split(" ", -1)).map(SpeakerPitch::of).toList();

        assertThat(pitches).doesNotHaveDuplicates().startsWith(1.0);
    }
}
