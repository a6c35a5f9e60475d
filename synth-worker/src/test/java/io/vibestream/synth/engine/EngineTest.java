package io.vibestream.synth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.audio.Pcm;
import io.vibestream.synth.engine.EngineObserver.Load;
import io.vibestream.synth.engine.EngineObserver.Tick;
import io.vibestream.synth.engine.Preparation.Ready;
import io.vibestream.synth.engine.Preparation.Recording;
import io.vibestream.synth.engine.Utterance.Solver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Steps one by one, in the test's thread. */
class EngineTest {

    private static final int PIECE = 8;

    private final FakeForwardPass forward = new FakeForwardPass(4);
    private final List<Tick> ticks = new ArrayList<>();
    private Load load = new Load(0, 0, 0, 0);
    private final Engine engine = new Engine(forward, new VibeVoiceEngine.Settings(FakeForwardPass.TOKENS,
            (_, _) -> 99, 4, PIECE, 2, PhiloxNoise::new, 1, Duration.ofMillis(3)), new EngineObserver() {
                @Override
                public void ticked(Tick tick) {
                    ticks.add(tick);
                }

                @Override
                public void loaded(Load latest) {
                    load = latest;
                }
            });

    /** Writes down what it is given. */
    private static final class Listener implements Outlet {
        private final List<Float> heard = new ArrayList<>();
        private final List<String> said = new ArrayList<>();
        private boolean wanted = true;
        private boolean ready = true;

        @Override
        public boolean wanted() {
            return wanted;
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public void started() {
            said.add("started");
        }

        @Override
        public void audio(Pcm frame) {
            for (float sample : frame.toArray()) {
                heard.add(sample);
            }
        }

        @Override
        public void finished(List<String> voices, List<String> warnings) {
            said.add("finished");
        }

        @Override
        public void failed(String message, boolean retryable) {
            said.add("failed: " + message);
        }

        @Override
        public void expired() {
            said.add("expired");
        }
    }

    private static Ready prompt(int frames, int mark, int tokens, Recording... recordings) {
        var all = new ArrayList<Integer>(List.of(frames, mark));
        while (all.size() < tokens) {
            all.add(7);
        }
        return new Ready(all, tokens, Arrays.asList(recordings), List.of(), List.of());
    }

    private Listener submit(Lane lane, long deadline, Ready prompt) {
        var listener = new Listener();
        engine.submit(new Engine.Admission(prompt, new Urgency(lane, Instant.ofEpochMilli(deadline)),
                Schedule.of(Solver.ODE, 1), 1.3f, new PhiloxNoise(1), 99, listener));
        return listener;
    }

    private Listener submit(Lane lane, Ready prompt) {
        return submit(lane, Long.MAX_VALUE, prompt);
    }

    private static List<Float> frames(int count, int mark) {
        return IntStream.range(0, count).boxed().flatMap(i -> List.of((float) mark, (float) i).stream()).toList();
    }

    private void stepUntilIdle() {
        while (engine.step(0)) {
            assertThat(ticks.size()).isLessThan(10_000);
        }
    }

    @Test
    void oneSpeaksWhileAnotherReads() {
        var quick = submit(Lane.INTERACTIVE, prompt(20, 1, 3));
        var slow = submit(Lane.INTERACTIVE, prompt(20, 2, 50));

        for (int i = 0; i < 6; i++) {
            engine.step(0);
        }

        assertThat(quick.heard).hasSizeGreaterThanOrEqualTo(10);
        assertThat(slow.said).containsExactly("started");
        assertThat(slow.heard).isEmpty();
        assertThat(ticks).allMatch(tick -> tick.promptTokens() <= PIECE);
        assertThat(load).isEqualTo(new Load(2, 0, 0, 100 + 100));
    }

    @Test
    void aDeadlineEndsASpeechAtTheNextStepWhetherItWaitsOrSpeaks() {
        var speaking = submit(Lane.BULK, 40, prompt(50, 1, 3));
        engine.step(10);
        submit(Lane.BULK, prompt(50, 2, 3));
        submit(Lane.BULK, prompt(50, 3, 3));
        var waiting = submit(Lane.BULK, 40, prompt(50, 4, 3));
        engine.step(39);
        assertThat(load.bulkWaiting()).isEqualTo(1);

        engine.step(40);

        assertThat(speaking.said).containsExactly("started", "expired");
        assertThat(waiting.said).containsExactly("expired");
        assertThat(load.slotsBusy()).isEqualTo(2);
    }

    @Test
    void aRecordingThatIsBeingHeardIsHeardToItsEndBeforeAnother() {
        var bulk = submit(Lane.BULK, prompt(3, 1, 12, new Recording("slow", 2, Pcm.silence(24_000, 16))));
        engine.step(0);
        var interactive = submit(Lane.INTERACTIVE,
                prompt(3, 2, 12, new Recording("other", 2, Pcm.silence(24_000, 4))));

        stepUntilIdle();

        assertThat(bulk.heard).isEqualTo(frames(3, 1));
        assertThat(interactive.heard).isEqualTo(frames(3, 2));
        assertThat(forward.encodedPieces()).isEqualTo(4 + 1);
    }

    @Test
    void aSpeechThatNobodyWantsLeavesInTheMiddleOfItsRecording() {
        var unwanted = submit(Lane.BULK, prompt(3, 1, 12, new Recording("slow", 2, Pcm.silence(24_000, 16))));
        engine.step(0);
        unwanted.wanted = false;
        var next = submit(Lane.BULK, prompt(3, 2, 12, new Recording("other", 2, Pcm.silence(24_000, 4))));

        stepUntilIdle();

        assertThat(unwanted.said).containsExactly("started");
        assertThat(next.heard).isEqualTo(frames(3, 2));
        assertThat(load).isEqualTo(new Load(0, 0, 0, 0));
    }

    @Test
    void tenThousandFramesOfManySpeechesLeaveNothingBehind() {
        var random = new Random(7);
        var speeches = new ArrayList<Listener>();
        var lengths = new ArrayList<Integer>();
        int frames = 0;
        for (int mark = 0; frames < 10_000; mark++) {
            int length = 1 + random.nextInt(80);
            lengths.add(length);
            frames += length;
            var lane = random.nextInt(3) == 0 ? Lane.INTERACTIVE : Lane.BULK;
            var voice = new Recording("voice " + mark, 2, Pcm.silence(24_000, 4));
            speeches.add(submit(lane, prompt(length, mark, 4 + random.nextInt(15), voice)));
            while (engine.step(ticks.size()) && load.interactiveWaiting() + load.bulkWaiting() > 3) {
                assertThat(load.slotsBusy()).isLessThanOrEqualTo(4);
                assertThat(load.tokensHeld()).isLessThanOrEqualTo(4 * 100);
            }
        }
        while (!engine.isEmpty()) {
            engine.step(ticks.size());
        }

        for (int mark = 0; mark < speeches.size(); mark++) {
            assertThat(speeches.get(mark).said).containsExactly("started", "finished");
            assertThat(speeches.get(mark).heard).as("speech %d", mark).isEqualTo(frames(lengths.get(mark), mark));
        }
        assertThat(ticks.stream().mapToInt(Tick::frames).sum()).isEqualTo(frames);
        assertThat(load).isEqualTo(new Load(0, 0, 0, 0));
        assertThat(engine.remembered()).as("voices").isLessThanOrEqualTo(64);
        assertThat(engine.step(0)).isFalse();
    }

    @Test
    void whatASpeechSaysIsItsOwnWhateverTheOthersDo() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var speeches = new ArrayList<Listener>();
            var lengths = new ArrayList<Integer>();
            for (int now = 0; now < 150 || !engine.isEmpty(); now++) {
                if (now < 100 && random.nextInt(4) == 0) {
                    lengths.add(1 + random.nextInt(40));
                    var lane = random.nextBoolean() ? Lane.INTERACTIVE : Lane.BULK;
                    long deadline = random.nextInt(5) == 0 ? now + random.nextInt(40) : Long.MAX_VALUE;
                    var voice = new Recording("voice " + random.nextInt(99), 2, Pcm.silence(24_000, 6));
                    speeches.add(submit(lane, deadline,
                            prompt(lengths.getLast(), speeches.size(), 6 + random.nextInt(20), voice)));
                }
                for (var speech : speeches) {
                    speech.ready = now > 120 || random.nextInt(5) > 0;
                    speech.wanted &= random.nextInt(200) > 0;
                }
                engine.step(now);
            }

            for (int mark = 0; mark < speeches.size(); mark++) {
                var speech = speeches.get(mark);
                var whole = frames(lengths.get(mark), mark);
                assertThat(speech.heard).as("seed %d, speech %d", seed, mark)
                        .isEqualTo(whole.subList(0, speech.heard.size()));
                assertThat(speech.said).as("seed %d, speech %d", seed, mark).hasSizeLessThanOrEqualTo(2);
                if (speech.said.contains("finished")) {
                    assertThat(speech.heard).as("seed %d, speech %d", seed, mark).isEqualTo(whole);
                } else {
                    assertThat(!speech.wanted || speech.said.contains("expired")).as("seed %d, speech %d", seed, mark)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void aSoundThatIsNotANumberEndsItsOwnSpeechOnly() {
        var spoiled = submit(Lane.INTERACTIVE,
                new Ready(List.of(9, 1, FakeForwardPass.SPOILED, 7), 4, List.of(), List.of(), List.of()));
        var sound = submit(Lane.INTERACTIVE, prompt(9, 2, 4));

        stepUntilIdle();

        assertThat(spoiled.heard).isEqualTo(frames(1, 1));
        assertThat(spoiled.said).hasSize(2).last().asString().startsWith("failed: ").contains("not numbers");
        assertThat(sound.heard).isEqualTo(frames(9, 2));
        assertThat(load).isEqualTo(new Load(0, 0, 0, 0));
    }

    @Test
    void aListenerWithoutRoomStopsItsOwnSlotOnly() {
        var stuck = submit(Lane.INTERACTIVE, prompt(9, 1, 3));
        stuck.ready = false;
        var free = submit(Lane.INTERACTIVE, prompt(9, 2, 3));

        stepUntilIdle();

        assertThat(free.heard).isEqualTo(frames(9, 2));
        assertThat(stuck.heard).isEmpty();
        assertThat(load.slotsBusy()).isEqualTo(1);
        stuck.ready = true;
        stepUntilIdle();
        assertThat(stuck.heard).isEqualTo(frames(9, 1));
    }
}
