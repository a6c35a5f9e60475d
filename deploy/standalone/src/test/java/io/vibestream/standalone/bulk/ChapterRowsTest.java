package io.vibestream.standalone.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vibestream.schemas.RequestLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChapterRowsTest {

    private static final RequestCheck CHECK = new RequestCheck(new RequestLimits(500_000, "tts.results"), true);

    @TempDir
    private Path directory = Path.of("");

    private ChapterRows open(Map<String, String> presets) throws IOException {
        return ChapterRows.open(directory, new TreeMap<>(presets), CHECK);
    }

    private static List<Row> all(Rows rows) throws IOException {
        var all = new ArrayList<Row>();
        for (var row = rows.next(); row.isPresent(); row = rows.next()) {
            all.add(row.get());
        }
        return all;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    @Test
    void everyTextIsARequestInTheOrderOfTheNames() throws IOException {
        write("10 End.txt", "The end.");
        write("2 Middle.TXT", "The middle.");
        write("1 Start.txt", "\uFEFFThe start.");
        write(".hidden.txt", "no");
        write("cover.jpg", "no");
        Files.createDirectory(directory.resolve("folder.txt"));
        var rows = open(Map.of("voice", "Bob"));

        var found = all(rows).stream().map(row -> ((Row.Wanted) row).request()).toList();

        assertThat(found).extracting(request -> request.getText().orElse("")).containsExactly("The start.",
                "The middle.", "The end.");
        assertThat(found).allMatch(request -> request.getVoice().orElse("").equals("Bob"));
        assertThat(rows.stem(1, "")).isEqualTo("01-Start");
        assertThat(rows.stem(3, "")).isEqualTo("03-End");
        assertThat(rows.place(2)).endsWith("2 Middle.TXT");
    }

    @Test
    void aShortFirstLineBeforeMoreIsTheTitleAndElseTheFilesName() {
        var file = Path.of("07 The storm.txt");

        assertThat(ChapterRows.title(file, "\n  Chapter seven \n\nIt rained.")).isEqualTo("Chapter seven");
        assertThat(ChapterRows.title(file, "It rained.")).isEqualTo("07 The storm");
        assertThat(ChapterRows.title(file, "It rained. ".repeat(20) + "\nAnd on.")).isEqualTo("07 The storm");
    }

    @Test
    void badTextsAreNamedByTheirFile() throws IOException {
        write("1.txt", "Fine.");
        Files.write(directory.resolve("2.txt"), "Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1));
        write("3.txt", "");
        write("4.txt", "x".repeat(10_000_000));

        var survey = Survey.of(open(Map.of()));

        assertThat(survey.problems()).containsExactly(
                directory.resolve("2.txt") + ": expected UTF-8, found byte 0xFC at position 3",
                directory.resolve("3.txt") + ": Missing or empty 'text' parameter",
                directory.resolve("4.txt") + ": expected a text of at most 4194304 bytes, found 10000000");
    }

    @Test
    void aDirectoryWithoutTextsIsRefused() {
        assertThatThrownBy(() -> open(Map.of())).isInstanceOf(UnusableInputException.class)
                .hasMessage(directory + ": expected files that end in .txt, found none");
    }

    @Test
    void aChapterThatChangesIsAnotherRequestAndTheOthersAreTheSame() throws IOException {
        write("1.txt", "One.");
        write("2.txt", "Two.");
        var before = all(open(Map.of())).stream().map(Row::id).toList();
        write("2.txt", "Two, and more.");

        var after = all(open(Map.of())).stream().map(Row::id).toList();

        assertThat(after.getFirst()).isEqualTo(before.getFirst());
        assertThat(after.getLast()).isNotEqualTo(before.getLast());
    }
}
