package io.vibestream.synth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.audio.Pcm;
import io.vibestream.synth.engine.Preparation.Ready;
import io.vibestream.synth.engine.Preparation.Recording;
import io.vibestream.synth.engine.Utterance.Line;
import io.vibestream.synth.engine.Utterance.Solver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class VibeVoiceEngineTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final FakeForwardPass forward = new FakeForwardPass(3);
    private final VibeVoiceEngine engine = VibeVoiceEngine.start(forward, VibeVoiceEngineTest::prepare,
            new VibeVoiceEngine.Settings(FakeForwardPass.TOKENS, (_, text) -> text, 4, 3, 2, PhiloxNoise::new),
            InstantSource.system(), EngineObserver.NONE, failures::add);

    @AfterEach
    void close() {
        engine.close();
        assertThat(forward.isClosed()).isTrue();
    }

    /** The text is {@code frames mark}; what the fake needs to know stands in the first two tokens of the prompt. */
    private static Preparation prepare(Utterance utterance) {
        var text = utterance.lines().getFirst().text();
        if (text.equals("refused")) {
            return new Preparation.Refused("no such voice", false);
        }
        var numbers = text.split(" ", -1);
        int frames = Integer.parseInt(numbers[0]);
        var tokens = new ArrayList<>(List.of(frames, Integer.parseInt(numbers[1]), 7, 8, 9, 10, 11, 1));
        while (numbers.length > 2 && tokens.size() < Integer.parseInt(numbers[2])) {
            tokens.add(1);
        }
        var voice = utterance.lines().getFirst().voice();
        var recordings = voice.isEmpty()
                ? List.<Recording>of()
                : List.of(new Recording(voice, 2, Pcm.silence(24_000, 9)));
        return new Ready(tokens, 50, recordings, List.of(voice), List.of("preview"));
    }

    private static Utterance utterance(String voice, String text) {
        return new Utterance(List.of(new Line("1", voice, text)), 1.3, 2, Solver.ODE, 5, false);
    }

    private Speech speak(String text) {
        return engine.speak(utterance("", text));
    }

    private static List<Float> hear(Speech speech) throws InterruptedException {
        var heard = new ArrayList<Float>();
        while (true) {
            switch (speech.next(PATIENCE)) {
                case Spoken.Audio(var pcm) -> {
                    heard.add(pcm.sample(0));
                    heard.add(pcm.sample(1));
                }
                case Spoken.Finished _ -> {
                    return heard;
                }
                case Spoken.Started _ -> {
                    // the audio follows
                }
                case Spoken.Pending _ -> throw new AssertionError("nothing came");
                case Spoken.Expired _ -> throw new AssertionError("no deadline was set");
                case Spoken.Failed(var message, _) -> throw new AssertionError(message);
            }
        }
    }

    /** What comes after the audio. */
    private static Spoken last(Speech speech) throws InterruptedException {
        var last = speech.next(PATIENCE);
        while (last instanceof Spoken.Audio || last instanceof Spoken.Started) {
            last = speech.next(PATIENCE);
        }
        return last;
    }

    private static List<Float> frames(int count, int mark) {
        var frames = new ArrayList<Float>();
        for (int i = 0; i < count; i++) {
            frames.add((float) mark);
            frames.add((float) i);
        }
        return frames;
    }

    @Test
    void speaksToTheEndAndSaysWhichVoicesSpoke() throws Exception {
        try (var speech = speak("2 77")) {
            assertThat(speech.next(PATIENCE)).isInstanceOf(Spoken.Started.class);
            assertThat(speech.next(PATIENCE)).isInstanceOf(Spoken.Audio.class);
            assertThat(speech.next(PATIENCE)).isInstanceOf(Spoken.Audio.class);
            assertThat(speech.next(PATIENCE)).isEqualTo(new Spoken.Finished(List.of(""), List.of("preview")));
            assertThat(speech.next(Duration.ZERO)).isInstanceOf(Spoken.Pending.class);
        }
    }

    @Test
    void speaksMoreThanItHasSlotsInTheOrderOfAsking() throws Exception {
        var speeches = new ArrayList<Speech>();
        for (int i = 0; i < 8; i++) {
            speeches.add(speak("3 " + (40 + i)));
        }

        for (int i = 0; i < 8; i++) {
            assertThat(hear(speeches.get(i))).isEqualTo(frames(3, 40 + i));
            speeches.get(i).close();
        }
    }

    @Test
    void letsASlowListenerHoldBackNobodyElse() throws Exception {
        try (var slow = speak("30 1"); var quick = speak("30 2")) {
            assertThat(hear(quick)).isEqualTo(frames(30, 2));

            assertThat(hear(slow)).isEqualTo(frames(30, 1));
        }
    }

    @Test
    void givesTheSlotOfACancelledSpeechToTheNext() throws Exception {
        var first = List.of(speak("40 1"), speak("40 2"), speak("40 3"));
        for (var speech : first) {
            assertThat(speech.next(PATIENCE)).isInstanceOf(Spoken.Started.class);
            assertThat(speech.next(PATIENCE)).isInstanceOf(Spoken.Audio.class);
        }
        try (var next = speak("4 9")) {
            first.get(1).close();

            assertThat(hear(next)).isEqualTo(frames(4, 9));
        }
        first.forEach(Speech::close);
    }

    @Test
    void cutsOffASpeechThatTakesTooLongAndSaysSo() throws Exception {
        try (var speech = speak("90 1")) {
            var last = last(speech);

            assertThat(last).isEqualTo(
                    new Spoken.Finished(List.of(""), List.of("preview", "the speech was cut off after 50 steps")));
        }
    }

    @Test
    void refusesAPromptThatDoesNotFitIntoASlot() throws Exception {
        try (var speech = speak("3 1 100")) {
            assertThat(speech.next(PATIENCE)).isEqualTo(new Spoken.Failed(
                    "the prompt has 100 tokens, voices included; a slot holds 100, speech included", false));
        }
    }

    @Test
    void passesOnWhyAnUtteranceCannotBeSpoken() throws Exception {
        try (var speech = speak("refused")) {
            assertThat(speech.next(PATIENCE)).isEqualTo(new Spoken.Failed("no such voice", false));
        }
    }

    @Test
    void encodesARecordingOnceInPieces() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (var speech = engine.speak(utterance("anna", "2 5"))) {
                assertThat(hear(speech)).isEqualTo(frames(2, 5));
            }
        }

        assertThat(forward.encodedPieces()).isEqualTo(3); // five frames, two at a time
    }

    @Test
    void failsWhatItSpeaksWhenTheDeviceIsGoneAndSpeaksNoMore() throws Exception {
        try (var speech = speak("50 1")) {
            assertThat(speech.next(PATIENCE)).isInstanceOf(Spoken.Started.class);
            assertThat(speech.next(PATIENCE)).isInstanceOf(Spoken.Audio.class);
            forward.breakDown();

            var last = last(speech);

            assertThat(last).isEqualTo(new Spoken.Failed("the engine failed: the device is gone", true));
            engine.close();
            assertThatThrownBy(() -> speak("1 1")).hasMessageContaining("closed");
        }
        assertThat(failures).singleElement().satisfies(failure -> assertThat(failure).hasMessage("the device is gone"));
    }

    @Test
    void failsWhatIsSpokenAndWhatWaitsWhenItIsClosed() throws Exception {
        var speeches = new ArrayList<Speech>();
        for (int i = 0; i < 5; i++) {
            speeches.add(speak("90 1"));
        }

        engine.close();

        for (var speech : speeches) {
            var last = last(speech);
            assertThat(last).isInstanceOfSatisfying(Spoken.Failed.class,
                    failed -> assertThat(failed.retryable()).isTrue());
        }
    }
}
