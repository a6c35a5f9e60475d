package io.vibestream.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TimelineTest {

    private final Timeline timeline = new Timeline(100);

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
    void refusesNegativeSilence() {
        assertThatThrownBy(() -> new Timeline(-1)).hasMessageContaining("found -1");
    }
}
