package io.vibestream.splitter;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.schemas.ScriptLine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SentencesTest {

    static Stream<String> examples() {
        return GoldenChunksTest.resource("/sentences.txt").lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void endWhereAReaderWouldSayTheyEnd(String example) {
        var expected = Stream.of(example.split("‖")).map(String::strip).toList();

        assertThat(pieces(example.replace("‖", ""), Break.SENTENCE)).isEqualTo(expected);
    }

    private static List<String> pieces(String text, Break kind) {
        var turn = new Turn(new ScriptLine("1", text));
        var pieces = new ArrayList<String>();
        turn.whole((start, end) -> turn.pieces(start, end, kind,
                (from, to) -> pieces.add(text.substring(from, to))));
        return pieces;
    }
}
