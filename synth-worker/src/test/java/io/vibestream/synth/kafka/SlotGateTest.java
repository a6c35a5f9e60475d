package io.vibestream.synth.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SlotGateTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private static boolean takeNow(SlotGate.Seat seat) throws InterruptedException {
        return seat.take(Duration.ZERO);
    }

    @Test
    void interactiveChunksMayHaveEverySlot() throws InterruptedException {
        var gate = new SlotGate(2, 1);

        assertThat(takeNow(gate.seat(Lane.INTERACTIVE))).isTrue();
        assertThat(takeNow(gate.seat(Lane.INTERACTIVE))).isTrue();
        assertThat(takeNow(gate.seat(Lane.INTERACTIVE))).isFalse();
        assertThat(gate.busy()).isEqualTo(2);
    }

    @Test
    void bulkChunksNeverHaveTheReservedSlots() throws InterruptedException {
        var gate = new SlotGate(3, 1);

        assertThat(takeNow(gate.seat(Lane.BULK))).isTrue();
        assertThat(takeNow(gate.seat(Lane.BULK))).isTrue();
        assertThat(takeNow(gate.seat(Lane.BULK))).isFalse();
        assertThat(takeNow(gate.seat(Lane.INTERACTIVE))).isTrue();
    }

    @Test
    void aSlotThatIsLeftCanBeTakenAgain() throws InterruptedException {
        var gate = new SlotGate(1, 0);
        var first = gate.seat(Lane.BULK);
        assertThat(takeNow(first)).isTrue();
        assertThat(takeNow(first)).as("kept").isTrue();

        first.leave();
        first.leave();

        assertThat(gate.busy()).isZero();
        assertThat(takeNow(gate.seat(Lane.BULK))).isTrue();
    }

    @Test
    void aFreeSlotGoesToTheInteractiveChunkThatWaitsWhoeverCameFirst() throws InterruptedException {
        var gate = new SlotGate(1, 0);
        var busy = gate.seat(Lane.BULK);
        assertThat(takeNow(busy)).isTrue();
        BlockingQueue<Lane> order = new LinkedBlockingQueue<>();
        var threads = new ArrayList<Thread>();
        for (var lane : List.of(Lane.BULK, Lane.INTERACTIVE)) {
            var thread = Thread.ofVirtual().start(() -> {
                try {
                    var seat = gate.seat(lane);
                    if (seat.take(LONG)) {
                        order.add(lane);
                        seat.leave();
                    }
                } catch (InterruptedException stop) {
                    throw new IllegalStateException(stop);
                }
            });
            threads.add(thread);
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
        }

        busy.leave();

        assertThat(order.poll(20, TimeUnit.SECONDS)).isEqualTo(Lane.INTERACTIVE);
        assertThat(order.poll(20, TimeUnit.SECONDS)).isEqualTo(Lane.BULK);
        for (var thread : threads) {
            thread.join();
        }
    }

    @Test
    void moreReservedSlotsThanSlotsAreRefused() {
        assertThatThrownBy(() -> new SlotGate(2, 3)).hasMessageContaining("expected 0 to 2, found 3");
    }
}
