package io.vibestream.assembler.captions;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.audio.Span;
import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.PlannedChunk;
import io.vibestream.schemas.ScriptLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaptionsTest {

    private static final int RATE = 24_000;

    private static PlannedChunk chunk(int index, List<Integer> sentenceEnds, ScriptLine... lines) {
        return PlannedChunk.newBuilder().setIndex(index).setLines(List.of(lines)).setSentenceEnds(sentenceEnds).build();
    }

    private static ScriptLine said(String speaker, String text) {
        return new ScriptLine(speaker, text);
    }

    private static Span span(int chunk, double start, double end) {
        return new Span(chunk, Math.round(start * RATE), Math.round(end * RATE));
    }

    @Test
    void everySentenceIsACueAndSharesItsChunksTimeByCharacters() {
        var chunks = List.of(chunk(0, List.of(4), said("1", "One. Two.")), chunk(1, List.of(), said("1", "Three.")));
        var spans = List.of(span(0, 0.5, 1.4), span(1, 3661.5, 3662.25));

        assertThat(Captions.of(CaptionFormat.SRT, chunks, spans, RATE)).isEqualTo("""
                1
                00:00:00,500 --> 00:00:00,900
                One.

                2
                00:00:00,900 --> 00:00:01,400
                Two.

                3
                01:01:01,500 --> 01:01:02,250
                Three.

                """);
        assertThat(Captions.of(CaptionFormat.VTT, chunks, spans, RATE)).isEqualTo(
                """
                        WEBVTT

                        NOTE
                        Speech is cut into chunks, which begin and end exactly here. Within a chunk the time is shared out by characters: an estimate.

                        00:00:00.500 --> 00:00:00.900
                        One.

                        00:00:00.900 --> 00:00:01.400
                        Two.

                        01:01:01.500 --> 01:01:02.250
                        Three.

                        """);
    }

    @Test
    void speakersOfAScriptAreNamed() {
        var chunks = List.of(chunk(0, List.of(3), said("Alice", "Hi. You?"), said("2", "Fine.")));
        var spans = List.of(span(0, 0, 1.3));

        assertThat(Captions.of(CaptionFormat.VTT, chunks, spans, RATE)).endsWith("""
                00:00:00.000 --> 00:00:00.300
                <v Alice>Hi.

                00:00:00.300 --> 00:00:00.800
                <v Alice>You?

                00:00:00.800 --> 00:00:01.300
                <v Speaker 2>Fine.

                """);
        assertThat(Captions.of(CaptionFormat.SRT, chunks, spans, RATE)).contains("Alice: Hi.\n", "\nYou?\n",
                "Speaker 2: Fine.\n");
    }

    @Test
    void longSentencesAreShownInParts() {
        var sentence = "It was a dark and stormy night, and the rain fell down on all the roofs of the town, and on those who had none.";
        var chunks = List.of(chunk(0, List.of(), said("1", sentence)));

        var cues = Cues.of(chunks, List.of(span(0, 0, 11.3)), RATE);

        assertThat(cues).hasSize(2).allSatisfy(cue -> assertThat(cue.rows()).hasSizeLessThanOrEqualTo(2));
        assertThat(cues.get(0).endMillis()).isEqualTo(cues.get(1).startMillis()).isBetween(5000L, 9000L);
        assertThat(cues.stream().flatMap(cue -> cue.rows().stream()).collect(Collectors.joining(" ")))
                .isEqualTo(sentence);
    }

    @Test
    void marksOfTheFormatInTheTextAreHarmless() {
        var chunks = List.of(chunk(0, List.of(), said("A>B", "a --> b & <c>\n\nd")));
        var spans = List.of(span(0, 0, 1));

        assertThat(Captions.of(CaptionFormat.VTT, chunks, spans, RATE))
                .endsWith("\n<v A&gt;B>a --&gt; b &amp; &lt;c&gt; d\n\n");
        assertThat(Captions.of(CaptionFormat.SRT, chunks, spans, RATE)).endsWith("\nA>B: a → b & <c> d\n\n");
    }

    @Test
    void whatHasNoSoundHasNoCaption() {
        var chunks = List.of(chunk(0, List.of(), said("1", "...")), chunk(1, List.of(), said("1", "Two.")));

        assertThat(Cues.of(chunks, List.of(span(1, 0, 1)), RATE)).singleElement()
                .satisfies(cue -> assertThat(cue.rows()).containsExactly("Two."));
        assertThat(Captions.of(CaptionFormat.SRT, chunks, List.of(), RATE)).isEmpty();
    }

    static LongStream seeds() {
        return LongStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cuesFollowOneAnotherFillTheirChunksAndSayEverything(long seed) {
        var random = new Random(seed);
        var chunks = new ArrayList<PlannedChunk>();
        var spans = new ArrayList<Span>();
        long at = random.nextInt(RATE);
        for (int i = 0; i < 1 + random.nextInt(5); i++) {
            var text = text(random);
            var ends = random.ints(5, -3, text.codePointCount(0, text.length()) + 3).sorted().boxed().toList();
            chunks.add(chunk(i, ends, said(Integer.toString(random.nextInt(2)), text)));
            long end = at + RATE * 10 + random.nextInt(20 * RATE);
            spans.add(new Span(i, at, end));
            at = end + random.nextInt(RATE);
        }

        var cues = Cues.of(chunks, spans, RATE);

        var said = cues.stream().flatMap(cue -> cue.rows().stream()).collect(Collectors.joining());
        var wanted = chunks.stream().map(chunk -> chunk.getLines().getFirst().getText()).collect(Collectors.joining());
        assertThat(said.replaceAll("\\s", "")).as("seed %d", seed).isEqualTo(wanted.replaceAll("\\s", ""));
        for (int i = 1; i < cues.size(); i++) {
            assertThat(cues.get(i).startMillis()).as("seed %d, cue %d", seed, i)
                    .isGreaterThanOrEqualTo(cues.get(i - 1).endMillis());
        }
        assertThat(spans).as("seed %d", seed).allSatisfy(span -> {
            assertThat(cues).anyMatch(cue -> cue.startMillis() == span.startSample() * 1000 / RATE);
            assertThat(cues).anyMatch(cue -> cue.endMillis() == span.endSample() * 1000 / RATE);
        });
    }

    private static String text(Random random) {
        var words = List.of("night", "a", "今天", "e\u0301", "😀", "-->", "it", "rain,", "wind.");
        return random.ints(1 + random.nextInt(40), 0, words.size()).mapToObj(words::get)
                .collect(Collectors.joining(" "));
    }
}
