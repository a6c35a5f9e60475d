package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.databind.node.TextNode;
import io.vibestream.schemas.Priority;
import io.vibestream.schemas.SpeechRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/** The text files of a directory, a request each, in the order of their names. */
final class ChapterRows implements Rows {

    private static final String ENDING = ".txt";
    private static final int LONGEST_TITLE = 80;

    private final Path directory;
    private final List<Path> files;
    private final SortedMap<String, String> presets;
    private final RequestCheck check;
    private int next;

    private ChapterRows(Path directory, List<Path> files, SortedMap<String, String> presets, RequestCheck check) {
        this.directory = directory;
        this.files = files;
        this.presets = presets;
        this.check = check;
    }

    /** @param presets values of fields for all chapters */
    static ChapterRows open(Path directory, SortedMap<String, String> presets, RequestCheck check)
            throws IOException {
        var order = new NaturalOrder();
        try (var all = Files.list(directory)) {
            var files = all.filter(file -> isText(file) && Files.isRegularFile(file))
                    .sorted((one, other) -> order.compare(name(one), name(other))).toList();
            if (files.isEmpty()) {
                throw new UnusableInputException(directory + ": expected files that end in .txt, found none");
            }
            return new ChapterRows(directory, files, presets, check);
        }
    }

    private static boolean isText(Path file) {
        return name(file).toLowerCase(Locale.ROOT).endsWith(ENDING) && !name(file).startsWith(".");
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    int count() {
        return files.size();
    }

    @Override
    public Optional<Row> next() throws IOException {
        if (next == files.size()) {
            return Optional.empty();
        }
        var file = files.get(next);
        next++;
        return Optional.of(row(next, file));
    }

    private Row row(long number, Path file) throws IOException {
        long size = Files.size(file);
        if (size > TableRows.MOST_ROW_BYTES) {
            return new Row.Wrong(number, RowId.of(name(file), number), "expected a text of at most "
                    + TableRows.MOST_ROW_BYTES + " bytes, found " + size);
        }
        var bytes = Files.readAllBytes(file);
        return switch (Utf8.decode(bytes)) {
            case Utf8.Decoded.Wrong(var where) -> new Row.Wrong(number, RowId.of(bytes, number), where);
            case Utf8.Decoded.Text(var text) -> row(number, file, text.startsWith("\uFEFF") ? text.substring(1) : text);
        };
    }

    private Row row(long number, Path file, String text) {
        var request = SpeechRequest.newBuilder().setId(RowId.of(name(file) + presets + text, number))
                .setPriority(Priority.BULK).setText(text).setTitle(title(file, text));
        presets.forEach((column, value) -> Columns.set(request, column, TextNode.valueOf(value)));
        var finished = request.build();
        return check.problem(finished).<Row>map(reason -> new Row.Wrong(number, finished.getId(), reason))
                .orElseGet(() -> new Row.Wanted(number, finished));
    }

    /** What a chapter is called. */
    String title(long number) throws IOException {
        var file = files.get((int) number - 1);
        return title(file, Files.readString(file).replaceFirst("^\uFEFF", ""));
    }

    /** The first line, where it can be a heading: short, and something comes after it. Else the file's name. */
    static String title(Path file, String text) {
        var lines = text.lines().map(String::strip).filter(line -> !line.isEmpty()).limit(2).toList();
        boolean heading = lines.size() > 1 && lines.getFirst().length() <= LONGEST_TITLE;
        return heading ? lines.getFirst() : stem(file);
    }

    private static String stem(Path file) {
        return name(file).substring(0, name(file).length() - ENDING.length());
    }

    /** The chapter's number, always as long as the last one's, and the file's name without a number of its own. */
    @Override
    public String stem(long number, String id) {
        var stem = stem(files.get((int) number - 1));
        var named = stem.replaceFirst("^\\d+[\\s._-]*", "");
        int digits = Math.max(2, Integer.toString(files.size()).length());
        return ("%0" + digits + "d-%s").formatted(number, named.isEmpty() ? stem : named);
    }

    @Override
    public String place(long number) {
        return files.get((int) number - 1).toString();
    }

    @Override
    public void close() {
        // Each file is closed when it has been read.
    }

    @Override
    public String toString() {
        return directory.toString();
    }
}
