package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.databind.node.TextNode;
import io.vibestream.audio.encode.AudioFormat;
import io.vibestream.audio.encode.BookEncoders;
import io.vibestream.audio.encode.BookFormat;
import io.vibestream.schemas.SpeechRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where audio goes, and whether it becomes a book. */
final class BookOptions {

    @Option(names = {"-o",
            "--output"}, paramLabel = "DIR", description = "Put the audio of every row there, too (default for a directory: DIRECTORY.audio; else the audio stays in the store).")
    private Optional<Path> output = Optional.empty();

    @Option(names = "--joined", paramLabel = "FILE", description = "For a directory: make one .m4b or .mp3 of all chapters, too, with a mark for each.")
    private Optional<Path> joined = Optional.empty();

    @Option(names = "--title", paramLabel = "TEXT", description = "Title of the joined book (default: the directory's name).")
    private Optional<String> title = Optional.empty();

    /** What is wrong with these options for an input of so many rows, if anything is: nobody wants to hear of it when all is spoken. */
    Optional<String> problem(Path input, long rows) {
        if (joined.isEmpty()) {
            return Optional.empty();
        } else if (!Files.isDirectory(input)) {
            return Optional.of("--joined needs a directory of chapters, found " + input);
        } else if (format(joined.get()).isEmpty()) {
            return Optional.of("--joined: expected a name that ends in .m4b or .mp3, found " + joined.get());
        } else if (Files.isDirectory(joined.get())
                || !Files.isDirectory(joined.get().toAbsolutePath().resolveSibling(""))) {
            return Optional.of("--joined: expected a file in a directory that exists, found " + joined.get());
        }
        return format(joined.get()).filter(format -> format == BookFormat.MP3 && rows > BookEncoders.MOST_MP3_CHAPTERS)
                .map(_ -> "--joined: expected at most " + BookEncoders.MOST_MP3_CHAPTERS
                        + " chapters for an MP3, found "
                        + rows + "; an M4B takes them");
    }

    private static Optional<BookFormat> format(Path file) {
        return BookFormat.of(String.valueOf(file.getFileName()));
    }

    /** Where the audio of rows goes, unless it stays where it is. */
    Optional<Path> output(Path input) {
        return output.or(() -> Files.isDirectory(input)
                ? Optional.of(BulkCommand.beside(input, ".audio"))
                : Optional.empty());
    }

    /** The book that is wished, of what is wished for all rows. */
    Optional<Book.Wish> wish(Path input, Map<String, String> presets) {
        var request = SpeechRequest.newBuilder().setId("all chapters");
        presets.forEach((column, value) -> Columns.set(request, column, TextNode.valueOf(value)));
        var wanted = request.build();
        return joined.flatMap(file -> format(file).map(format -> new Book.Wish(file, format,
                title.orElseGet(() -> String.valueOf(input.toAbsolutePath().normalize().getFileName())),
                AudioFormat.valueOf(wanted.getFormat().name()), wanted.getBitrateKbps())));
    }
}
