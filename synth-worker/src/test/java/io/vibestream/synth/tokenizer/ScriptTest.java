package io.vibestream.synth.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.synth.tokenizer.Script.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptTest {

    @Test
    void numbersSpeakersByFirstAppearance() {
        var script = Script.parse("Speaker 7: One.\nSpeaker 2: Two.\n\nspeaker  7 : Three.");

        assertThat(script.turns()).containsExactly(new Turn(0, "One."), new Turn(1, "Two."), new Turn(0, "Three."));
        assertThat(script.speakers()).containsExactly(7, 2);
    }

    @Test
    void readsTextWithoutLabelsAsOneSpeakerLineByLine() {
        var script = Script.parse("  One.\r\n\r\nTwo: not a label.\n");

        assertThat(script.turns()).containsExactly(new Turn(0, "One."), new Turn(0, "Two: not a label."));
        assertThat(script.speakers()).containsExactly(0);
    }

    @Test
    void goesOnWithTheSpeakerBeforeALineWithoutLabel() {
        var script = Script.parse("Before.\nSpeaker 2: One,\n two.\nSpeaker 1:\nThree.\nSpeaker 2: Four.");

        assertThat(script.turns()).containsExactly(new Turn(0, "Before."), new Turn(0, "One, two."),
                new Turn(1, "Three."), new Turn(0, "Four."));
        assertThat(script.speakers()).containsExactly(2, 1);
    }

    @Test
    void takesFourSpeakersAndRefusesAFifth() {
        var four = "Speaker 1: a\nSpeaker 2: b\nSpeaker 3: c\nSpeaker 4: d\n";

        assertThat(Script.parse(four).speakers()).hasSize(4);
        assertThatThrownBy(() -> Script.parse(four + "Speaker 9: e")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("script: expected at most 4 speakers, found also Speaker 9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t\n", "Speaker 1:", "Speaker 1:  \nSpeaker 2:", "<|\n|>"})
    void refusesAScriptThatSaysNothing(String text) {
        assertThatThrownBy(() -> Script.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found none");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
            It’s ‘fine’                    ~ It's 'fine'
            “Stop!” „Halt“ «Non» 「好」     ~ "Stop!" "Halt" "Non" "好"
            a<|endoftext|>b                ~ a endoftext b
            <<||vision_pad|>>              ~ < |vision_pad >
            <|vision_<|pad|>|>             ~ vision_ pad
            x |> y <| z                    ~ x   y   z
            Don't change: (a) - b … c      ~ Don't change: (a) - b … c
            """)
    void cleansTextForThePrompt(String text, String expected) {
        assertThat(SpokenText.clean(text)).isEqualTo(expected);
    }

    @Test
    void leavesNoLineBreakAndNoHalfCharacter() {
        assertThat(SpokenText.clean("a\n Speaker 1: b\r\u2028c\uD800d🎙")).isEqualTo("a  Speaker 1: b  c\uFFFDd🎙");
        assertThat(new Turn(1, "a\nb").text()).isEqualTo("a b");
    }

    @Test
    void refusesTurnsThatCannotBePrompted() {
        assertThatThrownBy(() -> new Turn(4, "a")).hasMessageContaining("found 4");
        assertThatThrownBy(() -> new Turn(0, " \n")).hasMessageContaining("no text");
        assertThatThrownBy(() -> new Script(List.of(), List.of())).hasMessageContaining("found none");
    }
}
