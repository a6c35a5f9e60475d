package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory of texts becomes tracks and one file with marks, by the whole pipeline with the preview voice. */
class BookIT {

    private static final int CHAPTERS = 20;
    /** AAC has 1024 samples in a frame, MP3 fewer. */
    private static final double FRAME_SECONDS = 1024 / 24_000.0;

    @TempDir
    static Path directory = Path.of("");

    private static WholePipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        pipeline = WholePipeline.start(directory, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        pipeline.close();
    }

    private static void bulk(Path book, String... options) throws IOException, InterruptedException {
        int status = BulkProcess.start(book, pipeline.bootstrapServers(), options).status();
        assertThat(status).as(BulkProcess.said(book)).isZero();
    }

    /** Without leading zeros, so that the order of letters would be another one. */
    private static Path write(String name, int chapters) throws IOException {
        var book = Files.createDirectory(directory.resolve(name));
        for (int number = 1; number <= chapters; number++) {
            Files.writeString(book.resolve("chapter " + number + ".txt"), "Heading number " + number + "\n\n"
                    + "Here begins chapter " + number + ". " + "It goes on. ".repeat(number % 4) + "\n");
        }
        Files.writeString(book.resolve("notes.md"), "Not to be read out.");
        return book;
    }

    private static List<Path> tracks(Path book) throws IOException {
        try (var files = Files.list(Path.of(book + ".audio"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void assertMarksLieWhereTracksBegin(JsonNode joined, List<Path> tracks) throws Exception {
        double start = 0;
        assertThat(joined.path("chapters")).hasSize(tracks.size());
        for (int i = 0; i < tracks.size(); i++) {
            var chapter = joined.path("chapters").path(i);
            assertThat(chapter.path("tags").path("title").asText()).isEqualTo("Heading number " + (i + 1));
            assertThat(chapter.path("start_time").asDouble()).as("start of %d", i + 1).isCloseTo(start,
                    within(FRAME_SECONDS));
            start += Ffprobe.seconds(tracks.get(i));
            assertThat(chapter.path("end_time").asDouble()).as("end of %d", i + 1).isCloseTo(start,
                    within(FRAME_SECONDS));
        }
        assertThat(joined.path("format").path("duration").asDouble()).isCloseTo(start, within(FRAME_SECONDS));
    }

    @Test
    void twentyTextsBecomeTwentyTracksAndOneFileWithTwentyMarks() throws Exception {
        var book = write("book", CHAPTERS);
        var m4b = directory.resolve("book.m4b");
        var mp3 = directory.resolve("book.mp3");

        bulk(book, "--joined", m4b.toString(), "--title", "The book");
        long results = Files.size(Path.of(book + ".results.jsonl"));
        bulk(book, "--joined", mp3.toString(), "--title", "The book");

        assertThat(Path.of(book + ".results.jsonl")).as("spoken once for both").hasSize(results);
        var tracks = tracks(book);
        assertThat(tracks).hasSize(CHAPTERS);
        assertThat(tracks.get(0).getFileName()).hasToString("01-chapter 1.mp3");
        assertThat(tracks.get(9).getFileName()).hasToString("10-chapter 10.mp3");
        for (int i = 0; i < CHAPTERS; i++) {
            assertThat(Ffprobe.read(tracks.get(i)).path("format").path("tags").path("title").asText())
                    .isEqualTo("Heading number " + (i + 1));
        }
        for (var joined : List.of(m4b, mp3)) {
            var seen = Ffprobe.read(joined);
            assertThat(seen.path("format").path("tags").path("title").asText()).isEqualTo("The book");
            assertMarksLieWhereTracksBegin(seen, tracks);
        }
    }

    @Test
    void withoutAJoinedFileTheTracksComeFromThePipelineAsTheyAre() throws Exception {
        var book = write("short", 2);

        bulk(book, "--set", "format=flac", "--output", book + ".audio");

        assertThat(tracks(book)).extracting(track -> track.getFileName().toString())
                .containsExactly("01-chapter 1.flac", "02-chapter 2.flac");
        assertThat(Ffprobe.seconds(tracks(book).getFirst())).isPositive();
    }
}
