package io.vibestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vibestream.schemas.PauseMarks.Mark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PauseMarksTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"[pause:1.5s] | 1500", "[pause:500ms] | 500", "[ Pause : 2 S ] | 2000",
            "[pause:0ms] | 0", "[pause:.5s] | 500", "[pause:60s] | 60000", "[pause:0.001s] | 1", "[pause:1.0ms] | 1",
            "<break time=\"250ms\"/> | 250", "<break time='1s' /> | 1000", "<BREAK time = \"1.25s\"> | 1250"})
    void standForSilence(String mark, int millis) {
        assertThat(PauseMarks.in("a" + mark + "b")).containsExactly(new Mark(1, 1 + mark.length(), millis));
        assertThat(PauseMarks.problem("a" + mark + "b")).isEmpty();
    }

    @Test
    void areFoundWhereverTheyStand() {
        assertThat(PauseMarks.in("[pause:1s][pause:2s]😀[pause:3ms]")).containsExactly(new Mark(0, 10, 1000),
                new Mark(10, 20, 2000), new Mark(22, 33, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[pause:abc]", "[pause:]", "[pause:2]", "[pause:1,5s]", "[pause:-1s]", "[pause:61s]",
            "[pause:60001ms]", "[pause:0.5ms]", "[pause:1s", "[pause:1 min]", "<break time=\"abc\"/>",
            "<break time=\"2\"/>"})
    void areNamedWhenTheyCannotBeRead(String mark) {
        assertThat(PauseMarks.problem("Well. [pause:1s] " + mark)).hasValueSatisfying(
                problem -> assertThat(problem).startsWith("pause: expected a mark such as").endsWith("found " + mark));
        assertThatIllegalArgumentException().isThrownBy(() -> PauseMarks.in(mark)).withMessageContaining(mark);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[pause]", "a pause: 1s", "[paused:1s]", "<break/>", "<break strength=\"weak\"/>",
            "[[]]"})
    void areNothingElse(String text) {
        assertThat(PauseMarks.in(text)).isEmpty();
        assertThat(PauseMarks.problem(text)).isEmpty();
    }
}
