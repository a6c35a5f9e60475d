package io.vibestream.synth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.synth.engine.EngineObserver.Load;
import io.vibestream.synth.engine.EngineObserver.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TurnsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Urgency INTERACTIVE = new Urgency(Lane.INTERACTIVE, NOW.plusSeconds(60));
    private static final Urgency BULK = new Urgency(Lane.BULK, NOW.plusSeconds(60));

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicReference<Load> load = new AtomicReference<>();

    private Turns turns(int slots, int reserved) {
        return new Turns(slots, reserved, now::get, new EngineObserver() {
            @Override
            public void ticked(Tick tick) {
                throw new AssertionError("no device, no tick");
            }

            @Override
            public void loaded(Load latest) {
                load.set(latest);
            }
        });
    }

    /** A speech that is over as soon as it begins. */
    private Speech speech(Turns turns, Urgency urgency) {
        return turns.speech(urgency, () -> new Speech() {
            @Override
            public Spoken next(Duration patience) {
                return new Spoken.Finished(List.of(), List.of());
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        });
    }

    private static boolean starts(Speech speech) throws InterruptedException {
        return speech.next(Duration.ZERO) instanceof Spoken.Started;
    }

    @Test
    void aSpeechIsBegunWhenItsTurnComes() throws InterruptedException {
        var turns = turns(1, 0);
        var first = speech(turns, BULK);
        var second = speech(turns, BULK);

        assertThat(starts(first)).isTrue();
        assertThat(second.next(Duration.ZERO)).isInstanceOf(Spoken.Pending.class);
        assertThat(first.next(Duration.ZERO)).isInstanceOf(Spoken.Finished.class);
        assertThat(load).hasValue(new Load(1, 0, 1, 0));
        first.close();
        first.close();

        assertThat(starts(second)).isTrue();
        assertThat(closed).hasValue(2);
        second.close();
        assertThat(load).hasValue(new Load(0, 0, 0, 0));
    }

    @Test
    void bulkSpeechesNeverHaveTheReservedSlots() throws InterruptedException {
        var turns = turns(3, 1);

        assertThat(starts(speech(turns, BULK))).isTrue();
        assertThat(starts(speech(turns, BULK))).isTrue();
        assertThat(starts(speech(turns, BULK))).isFalse();
        assertThat(starts(speech(turns, INTERACTIVE))).isTrue();
        assertThat(turns.slots(Lane.INTERACTIVE)).isEqualTo(3);
        assertThat(turns.slots(Lane.BULK)).isEqualTo(2);
    }

    @Test
    void aSlotThatAnInteractiveSpeechLeavesIsKeptForTheNextForAMoment() throws InterruptedException {
        var turns = turns(1, 0);
        var first = speech(turns, INTERACTIVE);
        var bulk = speech(turns, BULK);
        assertThat(starts(first)).isTrue();

        first.close();

        assertThat(starts(bulk)).isFalse();
        now.set(NOW.plus(Turns.KEEP));
        assertThat(starts(bulk)).isTrue();
    }

    @Test
    void aFreeSlotGoesToTheInteractiveSpeechThatWaitsWhoeverCameFirst() throws InterruptedException {
        var turns = turns(1, 0);
        var busy = speech(turns, BULK);
        assertThat(starts(busy)).isTrue();
        BlockingQueue<Lane> order = new LinkedBlockingQueue<>();
        var threads = new ArrayList<Thread>();
        for (var urgency : List.of(BULK, INTERACTIVE)) {
            var thread = Thread.ofVirtual().start(() -> {
                try (var speech = speech(turns, urgency)) {
                    while (!(speech.next(Duration.ofSeconds(20)) instanceof Spoken.Started)) {
                        Thread.onSpinWait();
                    }
                    order.add(urgency.lane());
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
            });
            threads.add(thread);
        }
        while (!new Load(1, 1, 1, 0).equals(load.get())) {
            Thread.onSpinWait();
        }

        busy.close();

        assertThat(order.poll(20, TimeUnit.SECONDS)).isEqualTo(Lane.INTERACTIVE);
        threads.getLast().join(); // the slot is kept from when it was left, which must not be after the time that follows
        now.set(NOW.plus(Turns.KEEP));
        assertThat(order.poll(20, TimeUnit.SECONDS)).isEqualTo(Lane.BULK);
        for (var thread : threads) {
            thread.join();
        }
    }

    @Test
    void aSpeechEndsWithItsDeadlineWhetherItWaitsOrSpeaks() throws InterruptedException {
        var turns = turns(1, 0);
        var speaking = speech(turns, INTERACTIVE);
        var waiting = speech(turns, INTERACTIVE);
        assertThat(starts(speaking)).isTrue();

        now.set(INTERACTIVE.deadline());

        assertThat(speaking.next(Duration.ZERO)).isInstanceOf(Spoken.Expired.class);
        assertThat(waiting.next(Duration.ZERO)).isInstanceOf(Spoken.Expired.class);
    }

    @Test
    void moreReservedSlotsThanSlotsAreRefused() {
        assertThatThrownBy(() -> turns(2, 3)).hasMessageContaining("found 2").hasMessageContaining("-1");
    }
}
