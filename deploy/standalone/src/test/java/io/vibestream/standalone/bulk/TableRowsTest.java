package io.vibestream.standalone.bulk;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.schemas.CaptionFormat;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.ScriptLine;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TrackFormat;
import io.vibestream.standalone.bulk.RawRows.Quotes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableRowsTest {

    private static final RequestCheck CHECK = new RequestCheck(new RequestLimits(500_000, "tts.results"), false);

    private static List<Row> read(InputStream file, Quotes quotes, Map<String, String> presets) throws IOException {
        var found = new ArrayList<Row>();
        try (var rows = TableRows.of("some.file", file, quotes, new TreeMap<>(presets), CHECK)) {
            for (var row = rows.next(); row.isPresent(); row = rows.next()) {
                found.add(row.get());
            }
        }
        return found;
    }

    private static List<Row> json(String file) throws IOException {
        return read(new ByteArrayInputStream(file.getBytes(UTF_8)), Quotes.NONE, Map.of());
    }

    private static List<Row> csv(String file) throws IOException {
        return read(new ByteArrayInputStream(file.getBytes(UTF_8)), Quotes.CSV, Map.of());
    }

    private static SpeechRequest request(Row row) {
        assertThat(row).isInstanceOf(Row.Wanted.class);
        return ((Row.Wanted) row).request();
    }

    private static String reason(Row row) {
        assertThat(row).isInstanceOf(Row.Wrong.class);
        return ((Row.Wrong) row).reason();
    }

    @Test
    void everyFieldThatACallerMaySetHasAColumn() {
        var fields = SpeechRequest.getClassSchema().getFields().stream().map(field -> field.name())
                .collect(Collectors.toCollection(TreeSet::new));
        fields.removeAll(Set.of("createdAt", "sealedStore", "replyTopic"));

        assertThat(new TreeSet<>(Columns.names())).isEqualTo(fields);
    }

    @Test
    void aRowOfJsonBecomesItsRequest() throws IOException {
        var request = request(json("""
                {"id": "one", "text": "Hello.", "voice": "Alice", "cfg_scale": 1.5, "steps": 5, "seed": 7, \
                "format": "opus", "sampleRate": 48000, "speed": 1.25, "loudness": null, "silence_millis": 100, \
                "captions": ["srt", "VTT"], "priority": "interactive", "title": "Über", "metadata": {"a": "b"}, \
                "chunkLimits": {"maxChars": 100, "minLastChars": 10}, "deadline": "2030-01-01T00:00:00Z"}
                """).getFirst());

        assertThat(request.getId()).isEqualTo("one");
        assertThat(request.getText()).contains("Hello.");
        assertThat(request.getCfgScale()).isEqualTo(1.5);
        assertThat(request.getSteps()).isEqualTo(5);
        assertThat(request.getSeed()).contains(7L);
        assertThat(request.getFormat()).isEqualTo(TrackFormat.OPUS);
        assertThat(request.getSampleRate()).isEqualTo(48_000);
        assertThat(request.getLoudness()).isEmpty();
        assertThat(request.getSilenceMillis()).contains(100);
        assertThat(request.getCaptions()).containsExactly(CaptionFormat.SRT, CaptionFormat.VTT);
        assertThat(request.getPriority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(request.getTitle()).contains("Über");
        assertThat(request.getMetadata()).isEqualTo(Map.of("a", "b"));
        assertThat(request.getChunkLimits().orElseThrow().getMaxChars()).isEqualTo(100);
        assertThat(request.getDeadline()).isPresent();
    }

    @Test
    void aRowOfCsvBecomesTheSameRequest() throws IOException {
        var request = request(csv("""
                id,text,cfgScale,steps,format,captions,loudness,metadata,disable_prefill,voice
                one,"He said: ""Go, now"".
                Then he went.",1.5,5,WAV,srt vtt,null,"{""a"": ""b""}",true,
                """).getFirst());

        assertThat(request.getText()).contains("He said: \"Go, now\".\nThen he went.");
        assertThat(request.getCfgScale()).isEqualTo(1.5);
        assertThat(request.getSteps()).isEqualTo(5);
        assertThat(request.getFormat()).isEqualTo(TrackFormat.WAV);
        assertThat(request.getCaptions()).containsExactly(CaptionFormat.SRT, CaptionFormat.VTT);
        assertThat(request.getLoudness()).isEmpty();
        assertThat(request.getMetadata()).isEqualTo(Map.of("a", "b"));
        assertThat(request.getDisablePrefill()).isTrue();
        assertThat(request.getVoice()).isEmpty();
        assertThat(request.getPriority()).isEqualTo(Priority.BULK);
    }

    @Test
    void aScriptIsReadFromBothKindsOfFile() throws IOException {
        var lines = List.of(new ScriptLine("1", "Hi."), new ScriptLine("Bob", "Hello."));

        assertThat(request(json(
                "{\"script\": [{\"speaker\": 1, \"text\": \"Hi.\"}, {\"speaker\": \"Bob\", \"text\": \"Hello.\"}]}")
                .getFirst()).getScript()).isEqualTo(lines);
        assertThat(request(csv("script\n\"[{\"\"speaker\"\": \"\"1\"\", \"\"text\"\": \"\"Hi.\"\"}, "
                + "{\"\"speaker\"\": \"\"Bob\"\", \"\"text\"\": \"\"Hello.\"\"}]\"\n").getFirst()).getScript())
                .isEqualTo(lines);
    }

    @Test
    void aScriptMayBeWrittenAsText() throws IOException {
        var lines = List.of(new ScriptLine("1", "Hi."), new ScriptLine("Bob", "Hello."));

        assertThat(request(csv("script\n\"Speaker 1: Hi.\nBob: Hello.\"\n").getFirst()).getScript()).isEqualTo(lines);
        assertThat(request(json("{\"script\": \"Speaker 1: Hi.\\nBob: Hello.\"}").getFirst()).getScript())
                .isEqualTo(lines);
    }

    @Test
    void brokenJsonInLine73IsNamed() throws IOException {
        var file = IntStream.rangeClosed(1, 100)
                .mapToObj(line -> line == 73 ? "{\"text\": \"Row 73\", " : "{\"text\": \"Row " + line + "\"}")
                .collect(Collectors.joining("\n"));

        var rows = json(file);

        assertThat(rows).hasSize(100);
        assertThat(rows.stream().filter(Row.Wrong.class::isInstance)).singleElement().satisfies(row -> {
            assertThat(row.line()).isEqualTo(73);
            assertThat(reason(row)).startsWith("expected a JSON object; at position ").contains("end-of-input");
        });
    }

    @Test
    void aMissingColumnIsNamed() {
        assertThatThrownBy(() -> csv("id,voice\n1,Alice\n")).isInstanceOf(UnusableInputException.class)
                .hasMessage("some.file, line 1: missing column text (or script); the first row names id, voice");
    }

    @Test
    void unknownColumnsAreNamedWithTheKnownOnes() throws IOException {
        assertThatThrownBy(() -> csv("id,txt,text,colour\n")).isInstanceOf(UnusableInputException.class)
                .hasMessageStartingWith(
                        "some.file, line 1: unknown columns txt, colour; known are id, text, script, voice, ");
        assertThat(reason(json("{\"text\": \"a\", \"color\": 1}").getFirst()))
                .startsWith("unknown column color; known are id, text");
        assertThat(reason(json("{\"text\": \"a\", \"cfg_scale\": 1, \"cfgScale\": 2}").getFirst()))
                .isEqualTo("expected every column once, found cfgScale twice");
    }

    @Test
    void aRowWithoutTextIsNamed() throws IOException {
        assertThat(reason(json("{\"id\": \"x\"}").getFirst())).isEqualTo("missing text (or script)");
        assertThat(reason(json("{\"text\": \"  \"}").getFirst())).isEqualTo("Missing or empty 'text' parameter");
        assertThat(reason(csv("id,text\nx,\n").getFirst())).isEqualTo("missing text (or script)");
    }

    @Test
    void aRowWithTooFewCellsIsNamed() throws IOException {
        var rows = csv("id,text,voice\n1,One,Alice\n2,Two\n3,\"Three\n");

        assertThat(reason(rows.get(1))).isEqualTo("expected 3 cells (id, text, voice), found 2");
        assertThat(rows.get(1).line()).isEqualTo(3);
        assertThat(reason(rows.get(2))).startsWith("expected cells separated by commas: ");
    }

    @Test
    void wrongValuesSayWhatWasExpectedAndFound() throws IOException {
        assertThat(reason(json("{\"text\": 5}").getFirst())).isEqualTo("text: expected text, found 5");
        assertThat(reason(json("{\"text\": \"a\", \"steps\": \"ten\"}").getFirst()))
                .isEqualTo("steps: expected a whole number, found \"ten\"");
        assertThat(reason(json("{\"text\": \"a\", \"speed\": \"NaN\"}").getFirst()))
                .isEqualTo("speed: expected a number, found \"NaN\"");
        assertThat(reason(json("{\"text\": \"a\", \"format\": \"ogg\"}").getFirst()))
                .isEqualTo("format: expected one of [MP3, OPUS, AAC, FLAC, WAV, PCM], found \"ogg\"");
        assertThat(reason(json("[1]").getFirst())).isEqualTo("expected a JSON object, found another value");
        assertThat(reason(json("{\"text\": \"a\"} {\"text\": \"b\"}").getFirst())).contains("Trailing token");
        assertThat(reason(json("{\"text\": \"a\", \"text\": \"b\"}").getFirst())).contains("Duplicate");
    }

    @Test
    void whatThePipelineWouldRefuseIsFoundBefore() throws IOException {
        assertThat(reason(json("{\"text\": \"a\", \"steps\": 99}").getFirst()))
                .isEqualTo("steps: expected 1 to 50, found 99");
        assertThat(reason(json("{\"text\": \"" + "x".repeat(500_001) + "\"}").getFirst()))
                .isEqualTo("Text length exceeds maximum of 500000");
        assertThat(reason(json("{\"text\": \"" + "你".repeat(400_000) + "\"}").getFirst()))
                .startsWith("expected a request of at most 1047564 bytes, found 1200");
        assertThat(reason(json("{\"text\": \"a\", \"delivery\": \"" + Delivery.NONE + "\"}").getFirst()))
                .contains("keeps no audio");
    }

    @Test
    void tenMillionCharactersInOneLineAreRefusedAndTheOtherRowsAreRead() throws IOException {
        var before = new ByteArrayInputStream("{\"text\": \"One.\"}\n{\"text\": \"".getBytes(UTF_8));
        var line = new ByteArrayInputStream("x".repeat(10_000_000).getBytes(UTF_8));
        var after = new ByteArrayInputStream("\"}\n{\"text\": \"Three.\"}\n".getBytes(UTF_8));

        var rows = read(new SequenceInputStream(Collections.enumeration(List.of(before, line, after))), Quotes.NONE,
                Map.of());

        assertThat(rows).hasSize(3);
        assertThat(reason(rows.get(1))).isEqualTo("expected a row of at most 4194304 bytes, found 10000012");
        assertThat(rows.get(2).line()).isEqualTo(3);
        assertThat(request(rows.get(2)).getText()).contains("Three.");
    }

    @Test
    void anotherEncodingIsRefusedByLineAndPosition() throws IOException {
        var rows = read(new ByteArrayInputStream("id,text\n1,Gr\u00fc\u00df Gott\n".getBytes(ISO_8859_1)), Quotes.CSV,
                Map.of());

        assertThat(reason(rows.getFirst())).isEqualTo("expected UTF-8, found byte 0xFC at position 5");
        assertThat(rows.getFirst().line()).isEqualTo(2);
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThatThrownBy(() -> csv("")).isInstanceOf(UnusableInputException.class)
                .hasMessage("some.file is empty: expected a row of column names");
    }

    @Test
    void aFileOfAnotherKindIsRefusedByItsName() {
        assertThatThrownBy(() -> TableRows.open(Path.of("book.docx"), new TreeMap<>(), CHECK))
                .isInstanceOf(UnusableInputException.class).hasMessageContaining("ends in .jsonl, .ndjson or .csv");
    }

    @Test
    void rowsWithoutAnIdHaveTheSameOneAtEveryReadingAndNoTwoAlike() throws IOException {
        var file = "{\"text\": \"Same.\"}\n{\"text\": \"Same.\"}\n{\"text\": \"Other.\"}\n";

        var ids = json(file).stream().map(Row::id).toList();

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("row-[0-9a-f]{32}"));
        assertThat(json(file).stream().map(Row::id)).containsExactlyElementsOf(ids);
    }

    @Test
    void presetsHoldWhereARowHasNothingOfItsOwnAndChangeTheId() throws IOException {
        var file = "{\"text\": \"One.\"}\n{\"text\": \"Two.\", \"voice\": \"Bob\"}\n";

        var rows = read(new ByteArrayInputStream(file.getBytes(UTF_8)), Quotes.NONE,
                Map.of("voice", "Alice", "format", "wav", "priority", "interactive"));

        assertThat(request(rows.get(0)).getVoice()).contains("Alice");
        assertThat(request(rows.get(1)).getVoice()).contains("Bob");
        assertThat(request(rows.get(1)).getFormat()).isEqualTo(TrackFormat.WAV);
        assertThat(request(rows.get(1)).getPriority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(rows.getFirst().id()).isNotEqualTo(json(file).getFirst().id());
    }
}
