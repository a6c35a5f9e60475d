package io.vibestream.splitter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.PauseMarks;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.splitter.Sections.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SectionsTest {

    private static ScriptLine line(String speaker, String text) {
        return new ScriptLine(speaker, text);
    }

    private static Section section(int pauseMillis, ScriptLine... lines) {
        return new Section(Optional.of(pauseMillis), List.of(lines));
    }

    private static Sections of(int paragraphPauseMillis, String... texts) {
        var script = new ArrayList<ScriptLine>();
        for (int i = 0; i < texts.length; i++) {
            script.add(line(Integer.toString(i + 1), texts[i]));
        }
        return Sections.of(script, paragraphPauseMillis);
    }

    @Test
    void textWithoutMarksIsOneSection() {
        assertThat(of(0, "One.\n\nTwo.", "Three.")).isEqualTo(new Sections(
                List.of(new Section(Optional.empty(), List.of(line("1", "One.\n\nTwo."), line("2", "Three.")))), 0));
    }

    @Test
    void marksAreCutOutOfTheMiddleAndBothEnds() {
        assertThat(of(0, "[pause:1s]One, [pause:500ms] two", "Three.[pause:2s]")).isEqualTo(new Sections(
                List.of(section(1000, line("1", "One, ")), section(500, line("1", " two"), line("2", "Three."))),
                2000));
    }

    @Test
    void marksInARowAddUpAcrossTurns() {
        assertThat(of(0, "One.[pause:1s] [pause:2s]", "[pause:4s]", "Two.")).isEqualTo(new Sections(
                List.of(new Section(Optional.empty(), List.of(line("1", "One."))), section(7000, line("3", "Two."))),
                0));
    }

    @Test
    void noPauseAtAllIsAlsoAPause() {
        assertThat(of(0, "One.[pause:0ms]Two.").sections()).containsExactly(
                new Section(Optional.empty(), List.of(line("1", "One."))), section(0, line("1", "Two.")));
    }

    @Test
    void paragraphsAreCutOnlyWhereThatIsWished() {
        assertThat(of(700, "\n\nOne.\nStill one.\n \nTwo.\n\n", "Three.")).isEqualTo(new Sections(List.of(
                new Section(Optional.empty(), List.of(line("1", "One.\nStill one."))),
                section(700, line("1", "Two."), line("2", "Three."))), 0));
    }

    @Test
    void aMarkBetweenParagraphsStandsForTheirPause() {
        assertThat(of(700, "One.\n\n[pause:2s]\n\nTwo.\n\nThree.").sections()).extracting(Section::pauseMillis)
                .containsExactly(Optional.empty(), Optional.of(2000), Optional.of(700));
    }

    @Test
    void pausesOfManyHoursAreCountedWithoutLosingAny() {
        assertThat(of(0, "One." + "[pause:60s]".repeat(50_000)).pauseMillis()).isEqualTo(Integer.MAX_VALUE);
        assertThat(of(0, "One. [pause:60s]".repeat(50_000)).pauseMillis()).isEqualTo(3_000_000_000L);
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingThatIsSpokenIsLostAndNoSilenceEither(long seed) {
        var random = new Random(seed);
        var snippets = List.of("a", "Mr. Fox", ".", " ", "\n\n", "\r\n\r\n", "\u2029", "[", "]", "pause", "[pause]",
                "😀", "\u3000",
                "你好。", "\t", "e\u0301");
        long marked = 0;
        var script = new ArrayList<ScriptLine>();
        var spoken = new StringBuilder();
        for (int turn = random.nextInt(1, 6); turn > 0; turn--) {
            var text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                if (random.nextInt(5) == 0) {
                    int millis = random.nextInt(PauseMarks.MAX_MILLIS + 1);
                    text.append("[pause:").append(millis).append("ms]");
                    marked += millis;
                } else {
                    var snippet = snippets.get(random.nextInt(snippets.size()));
                    text.append(snippet);
                    spoken.append(snippet);
                }
            }
            script.add(line(Integer.toString(turn), text.toString()));
        }

        var sections = Sections.of(script, 0);

        var said = new StringBuilder();
        sections.sections().forEach(section -> section.lines().forEach(line -> said.append(line.getText())));
        assertThat(Chunks.visible(said.toString())).as("seed %d", seed).isEqualTo(Chunks.visible(spoken.toString()));
        assertThat(sections.pauseMillis()).as("seed %d", seed).isEqualTo(marked);
        assertThat(sections.sections().stream().skip(1)).as("seed %d", seed)
                .allSatisfy(section -> assertThat(section.pauseMillis()).isPresent());
        assertThat(sections.sections()).as("seed %d", seed)
                .allSatisfy(section -> assertThat(section.lines()).isNotEmpty()
                        .noneMatch(line -> line.getText().isBlank()));
    }
}
