package io.vibestream.synth.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.synth.engine.EngineObserver.Load;
import io.vibestream.synth.engine.Scheduler.Limits;
import io.vibestream.synth.engine.Scheduler.Need;
import io.vibestream.synth.engine.Ticket.State;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchedulerTest {

    private static final long NEVER = Long.MAX_VALUE;

    private final Scheduler<String> scheduler = new Scheduler<>(new Limits(3, 2, 100, 10, 50));

    private Ticket<String> submit(String name, Lane lane, int promptTokens) {
        return scheduler.submit(name, new Need(lane, NEVER, promptTokens, 20));
    }

    private static List<String> names(List<Ticket<String>> tickets) {
        return tickets.stream().map(Ticket::speech).toList();
    }

    private List<String> pieces() {
        return scheduler.reading().stream().map(piece -> piece.ticket().speech() + " " + piece.tokens()).toList();
    }

    @Test
    void interactiveSpeechesJoinFirstAndBulkNeverHasTheReservedSlot() {
        submit("b1", Lane.BULK, 5);
        submit("b2", Lane.BULK, 5);
        submit("b3", Lane.BULK, 5);
        submit("i1", Lane.INTERACTIVE, 5);

        assertThat(names(scheduler.admit(0))).containsExactly("i1", "b1", "b2");
        assertThat(names(scheduler.admit(0))).isEmpty();
        assertThat(scheduler.load()).isEqualTo(new Load(3, 0, 1, 75));
    }

    @Test
    void theReservedSlotStaysFreeForInteractive() {
        submit("b1", Lane.BULK, 5);
        submit("b2", Lane.BULK, 5);
        submit("b3", Lane.BULK, 5);
        assertThat(names(scheduler.admit(0))).containsExactly("b1", "b2");

        submit("i1", Lane.INTERACTIVE, 5);

        assertThat(names(scheduler.admit(0))).containsExactly("i1");
    }

    @Test
    void theLowestFreeSlotIsTaken() {
        var first = submit("i1", Lane.INTERACTIVE, 5);
        submit("i2", Lane.INTERACTIVE, 5);
        submit("i3", Lane.INTERACTIVE, 5);
        assertThat(scheduler.admit(0)).extracting(Ticket::slot).containsExactly(0, 1, 2);

        scheduler.leave(first, 0);
        var next = submit("i4", Lane.INTERACTIVE, 5);
        scheduler.admit(0);

        assertThat(next.slot()).isZero();
    }

    @Test
    void aSlotThatAnInteractiveSpeechLeavesIsKeptFromBulkForAMoment() {
        var interactive = submit("i1", Lane.INTERACTIVE, 5);
        submit("i2", Lane.INTERACTIVE, 5);
        submit("i3", Lane.INTERACTIVE, 5);
        scheduler.admit(0);
        submit("b1", Lane.BULK, 5);

        scheduler.leave(interactive, 1000);

        assertThat(scheduler.admit(1049)).isEmpty();
        assertThat(names(scheduler.admit(1050))).containsExactly("b1");
    }

    @Test
    void promptsShareTheTokensOfATickInteractiveOnesFirst() {
        submit("b1", Lane.BULK, 12);
        submit("b2", Lane.BULK, 3);
        scheduler.admit(0);
        assertThat(pieces()).containsExactly("b1 10");
        submit("i1", Lane.INTERACTIVE, 7);
        scheduler.admit(0);

        assertThat(pieces()).containsExactly("i1 7", "b1 3");

        scheduler.reading().forEach(piece -> scheduler.read(piece.ticket(), piece.tokens()));
        assertThat(pieces()).containsExactly("b1 9", "b2 1");
    }

    @Test
    void aPromptThatIsReadSpeaks() {
        var ticket = submit("i", Lane.INTERACTIVE, 12);
        scheduler.admit(0);
        scheduler.read(ticket, 10);
        assertThat(ticket.state()).isEqualTo(State.READING);

        scheduler.read(ticket, 2);

        assertThat(ticket.state()).isEqualTo(State.SPEAKING);
        assertThat(pieces()).isEmpty();
        assertThatThrownBy(() -> scheduler.read(ticket, 1)).hasMessageContaining("READING");
    }

    @Test
    void aSpeechMayTakeAsManyStepsAsItsSlotHasRoomFor() {
        assertThat(submit("short", Lane.BULK, 50).steps()).isEqualTo(20);
        assertThat(submit("long", Lane.BULK, 99).steps()).isEqualTo(1);
        assertThat(scheduler.fits(100)).isFalse();
        assertThatThrownBy(() -> submit("too long", Lane.BULK, 100)).hasMessageContaining("fewer than 100 tokens");
    }

    @Test
    void whoeverLeavesIsGoneWhereverItWas() {
        var reading = submit("reading", Lane.INTERACTIVE, 12);
        var speaking = submit("speaking", Lane.BULK, 1);
        scheduler.admit(0);
        scheduler.read(speaking, 1);
        var waiting = submit("waiting", Lane.BULK, 5);

        for (var ticket : List.of(reading, speaking, waiting)) {
            scheduler.leave(ticket, 0);
            assertThatThrownBy(() -> scheduler.leave(ticket, 0)).hasMessageContaining("twice");
        }

        assertThat(scheduler.isEmpty()).isTrue();
        assertThat(scheduler.reading()).isEmpty();
        assertThat(scheduler.load()).isEqualTo(new Load(0, 0, 0, 0));
    }

    @Test
    void aDeadlineEndsWaitingAndSpeakingAlike() {
        for (int i = 0; i < 4; i++) {
            scheduler.submit("s" + i, new Need(Lane.INTERACTIVE, 10L * i, 5, 5));
        }
        scheduler.admit(0);

        assertThat(names(scheduler.leaveIf(ticket -> ticket.isOver(30), 30))).containsExactly("s3", "s0", "s1", "s2");
        assertThat(scheduler.isEmpty()).isTrue();
    }
}
