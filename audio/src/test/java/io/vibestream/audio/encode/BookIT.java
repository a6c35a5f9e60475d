package io.vibestream.audio.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vibestream.audio.Signals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BookIT {

    private static final int RATE = 24_000;
    private static final EncoderSettings SETTINGS = new EncoderSettings(RATE, 64).withTitle("A book");
    /** Of a frame of AAC at 24 kHz, the longest there is here. */
    private static final double FRAME_SECONDS = 1024.0 / RATE;

    @AfterEach
    void nothingNativeIsLeftOpen() {
        assertThat(FfmpegEncoder.OPEN).hasValue(0);
        assertThat(LameEncoder.OPEN).hasValue(0);
    }

    /** Chapters of uneven lengths, one behind the other, named in several scripts. */
    private static List<Chapter> chapters(int count) {
        var chapters = new ArrayList<Chapter>();
        long start = 0;
        for (int i = 0; i < count; i++) {
            long end = start + 7_001 + 1_313L * i;
            chapters.add(new Chapter("Chapter " + i + ": Zoë 你好", start, end));
            start = end;
        }
        return chapters;
    }

    private static byte[] book(BookFormat format, List<Chapter> chapters) {
        var sound = Signals.sine(RATE, 440, 0.5, chapters.getLast().end() / (double) RATE);
        return Recording.stored(BookEncoders.open(format, SETTINGS, chapters), sound);
    }

    @ParameterizedTest
    @EnumSource
    void chaptersBeginAndEndWhereTheyWereSaidTo(BookFormat format) {
        var chapters = chapters(20);

        var file = book(format, chapters);

        var starts = Tools.probe(file, "chapter=start_time").lines().map(Double::valueOf).toList();
        var ends = Tools.probe(file, "chapter=end_time").lines().map(Double::valueOf).toList();
        assertThat(Tools.probe(file, "chapter_tags=title").lines())
                .containsExactlyElementsOf(chapters.stream().map(Chapter::title).toList());
        assertThat(starts).hasSize(20);
        assertThat(ends).hasSize(20);
        for (int i = 0; i < 20; i++) {
            assertThat(starts.get(i)).as("start of %d", i)
                    .isCloseTo(chapters.get(i).start() / (double) RATE, within(0.001));
            assertThat(ends.get(i)).as("end of %d", i).isCloseTo(chapters.get(i).end() / (double) RATE,
                    within(0.001));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSoundIsAsLongAsItWasAndTitledAndMarkedAsSynthetic(BookFormat format) {
        var chapters = chapters(3);
        long length = chapters.getLast().end();

        var file = book(format, chapters);

        assertThat(Double.parseDouble(Tools.probe(file, "format=duration"))).isCloseTo(length / (double) RATE,
                within(FRAME_SECONDS));
        assertThat((long) Tools.decode(file, RATE).length()).isCloseTo(length, within(1024L));
        assertThat(Tools.probe(file, "format_tags=title")).isEqualTo("A book");
        assertThat(Tools.probe(file, "format_tags=comment")).isEqualTo(Id3v2.NOTICE);
    }

    @Test
    void anM4bIsAnAudiobookToItsPlayers() {
        assertThat(Tools.probe(book(BookFormat.M4B, chapters(2)), "format_tags=media_type")).isEqualTo("2");
    }

    @Test
    void anMp3WithMoreChaptersThanItsTableHoldsIsRefused() {
        var many = Collections.nCopies(256, new Chapter("x", 0, 1));

        assertThatThrownBy(() -> BookEncoders.open(BookFormat.MP3, SETTINGS, many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("MP3: expected at most 255 chapters, found 256");
    }

    @Test
    void theSameBookGivesTheSameBytes() {
        assertThat(Arrays.equals(book(BookFormat.M4B, chapters(3)), book(BookFormat.M4B, chapters(3)))).isTrue();
    }

    @Test
    void aBookThatIsGivenUpLeavesNothingOpen() {
        BookEncoders.open(BookFormat.M4B, SETTINGS, chapters(3)).close();
        BookEncoders.open(BookFormat.MP3, SETTINGS, chapters(3)).close();
    }
}
