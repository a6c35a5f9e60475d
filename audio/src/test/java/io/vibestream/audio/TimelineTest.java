package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private final Timeline timeline = new Timeline(Silences.between(100));

    @Test
    void putsSilenceBetweenChunksAndNotAtTheEnds() {
        assertThat(timeline.append(0, 1000)).isZero();
        assertThat(timeline.append(1, 500)).isEqualTo(100);

        assertThat(timeline.spans()).containsExactly(new Span(0, 0, 1000), new Span(1, 1100, 1600));
        assertThat(timeline.totalSamples()).isEqualTo(1600);
    }

    @Test
    void letsOneChunkGrowPieceByPiece() {
        timeline.append(0, 10);
        timeline.append(2, 10);

        assertThat(timeline.append(2, 20)).isZero();
        assertThat(timeline.spans()).containsExactly(new Span(0, 0, 10), new Span(2, 110, 140));
    }

    @Test
    void leavesNoGapForChunksWithoutSound() {
        timeline.append(0, 0);
        timeline.append(1, 10);
        timeline.append(2, 0);
        timeline.append(3, 10);
        timeline.append(4, 0);

        assertThat(timeline.spans()).containsExactly(new Span(1, 0, 10), new Span(3, 110, 120));
        assertThat(timeline.totalSamples()).isEqualTo(120);
    }

    @Test
    void isEmptyWithoutSound() {
        assertThat(timeline.spans()).isEmpty();
        assertThat(timeline.totalSamples()).isZero();
    }

    @Test
    void refusesChunksOutOfOrder() {
        timeline.append(3, 1);

        assertThatThrownBy(() -> timeline.append(2, 1)).hasMessage(
                "expected samples of chunk 3 or later, found 1 of chunk 2");
    }

    @Test
    void putsExactlyThePausesThatWereAskedForInsteadOfTheUsualSilence() {
        var paused = new Timeline(new Silences(100, new TreeMap<>(Map.of(0, 7, 2, 0, 3, 9)), 11));

        assertThat(paused.append(0, 10)).isEqualTo(7);
        assertThat(paused.append(1, 10)).isEqualTo(100);
        assertThat(paused.append(2, 10)).isZero();
        assertThat(paused.append(3, 10)).isEqualTo(9);
        assertThat(paused.finish()).isEqualTo(11);

        assertThat(paused.spans()).containsExactly(new Span(0, 7, 17), new Span(1, 117, 127), new Span(2, 127, 137),
                new Span(3, 146, 156));
        assertThat(paused.totalSamples()).isEqualTo(167);
    }

    @Test
    void keepsThePausesOfChunksWithoutSound() {
        var paused = new Timeline(new Silences(100, new TreeMap<>(Map.of(0, 1, 1, 2, 3, 4, 5, 8)), 16));

        assertThat(paused.append(0, 0)).isZero();
        assertThat(paused.append(1, 10)).isEqualTo(1 + 2);
        assertThat(paused.append(4, 10)).isEqualTo(4);
        assertThat(paused.finish()).isEqualTo(8 + 16);

        assertThat(paused.totalSamples()).isEqualTo(3 + 10 + 4 + 10 + 24);
    }

    @Test
    void hasNoPausesWithoutSound() {
        var paused = new Timeline(new Silences(100, new TreeMap<>(Map.of(0, 1)), 16));

        assertThat(paused.finish()).isZero();
        assertThat(paused.totalSamples()).isZero();
    }

    @Test
    void refusesNegativeSilence() {
        assertThatThrownBy(() -> Silences.between(-1)).hasMessageContaining("found -1 between");
    }

    @Test
    void makesPausesLongerWhereTheTrackWillBeFaster() {
        assertThat(Silences.ofMillis(24_000, 1.5, 40, Map.of(3, 1), 1000))
                .isEqualTo(new Silences(1440, new TreeMap<>(Map.of(3, 36)), 36_000));
    }

    @Test
    void handsLongPausesOutInPiecesOfASecond() {
        assertThat(Silences.pieces(10, 23)).extracting(Pcm::length).containsExactly(10, 10, 3);
        assertThat(Silences.pieces(10, 4)).extracting(Pcm::length).containsExactly(4);
        assertThat(Silences.pieces(10, 0)).isEmpty();
    }
}
