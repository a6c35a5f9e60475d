package io.vibestream.standalone.bulk;

import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.logging.Logging;
import io.vibestream.runtime.logging.LoggingSettings;
import io.vibestream.runtime.registry.RegistrySettings;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.splitter.SplitterSettings;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.TrackFormat;
import java.io.Console;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Speaks every row of a file. */
@Command(name = "bulk", mixinStandardHelpOptions = true, sortOptions = false, description = "Speak every row of a file, each once, however often this is interrupted: the same command goes on where it stopped.", footer = {
        "", "Status: 0 every row is spoken; 1 some failed, or the run could not go on; 2 the command or",
        "the file is wrong, and nothing was produced; 130 stopped by Ctrl-C."})
public final class BulkCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    /** Columns in which no two rows should be alike. */
    private static final Set<String> OF_ONE_ROW = Set.of("id", "text", "script");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE|DIRECTORY", description = "JSON Lines (.jsonl, .ndjson) or CSV (.csv): the fields of a SpeechRequest by name, and an id for each row if you like. Or a directory of .txt files, the chapters of a book.")
    private Path input = Path.of("");

    @Option(names = "--set", paramLabel = "COLUMN=VALUE", description = "A value for all rows that have none of their own; may be given again.")
    private Map<String, String> set = new HashMap<>();

    @Option(names = "--results", paramLabel = "FILE", description = "Where results go, one line of JSON each, and what a later run knows of this one (default: FILE.results.jsonl).")
    private Optional<Path> results = Optional.empty();

    @Mixin
    private final BookOptions bookOptions = new BookOptions();

    @Mixin
    private final RouteOptions routeOptions = new RouteOptions();

    @Option(names = "--keep-going", description = "Speak the other rows where some cannot be, and note those as failed.")
    private boolean keepGoing;

    @Option(names = "--check", description = "Only read the file and say what is wrong with it.")
    private boolean checkOnly;

    /** @param environment the settings of Kafka, of the registry and of what a request may be */
    public BulkCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        try {
            return checkAndRun();
        } catch (FileSystemException e) {
            throw new BulkException(e.getFile() + ": " + reason(e), e);
        } catch (IOException e) {
            throw new BulkException(input + ": " + e.getMessage() + "; the same command goes on", e);
        }
    }

    /** These exceptions say what happened by their names alone. */
    private static String reason(FileSystemException failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "no such file or directory";
            case FileAlreadyExistsException _ -> "expected a directory, found a file";
            case AccessDeniedException _ -> "not allowed to read or write it";
            default -> failure.getReason() == null ? failure.toString() : failure.getReason();
        };
    }

    private int checkAndRun() throws IOException, InterruptedException {
        var presets = presets();
        require(routeOptions.problem());
        var values = settings();
        Logging.configure(LoggingSettings.from(values));
        // Before any request is built: with the check come the codecs, from which on Avro trusts the records.
        var check = routeOptions.check(SplitterSettings.from(values).requestLimits(),
                bookOptions.output(input).isPresent());
        var wish = bookOptions.wish(input, presets);
        wish.ifPresent(_ -> presets.put("format", TrackFormat.WAV.name()));
        var survey = survey(presets, check);
        require(bookOptions.problem(input, survey.rows()));
        if (survey.wrong() > 0 && !keepGoing) {
            complain(survey.complaint());
            return CommandLine.ExitCode.USAGE;
        } else if (checkOnly) {
            System.out.printf("%s: %d rows, %d of them wrong%n", input, survey.rows(), survey.wrong());
            return survey.wrong() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
        try (var interruption = new Interruption();
                var file = ResultsFile.open(results.orElseGet(() -> beside(input, ".results.jsonl")));
                var route = routeOptions.open(values, environment, survey, file, beside(file.path(), ".state"));
                var rows = open(presets, check)) {
            return run(survey, file, route, rows, wish, interruption);
        }
    }

    private void require(Optional<String> problem) {
        problem.ifPresent(text -> {
            throw new ParameterException(spec.commandLine(), text);
        });
    }

    private SettingValues settings() {
        return SettingsTable.of(KafkaSettings.SETTINGS, RegistrySettings.SETTINGS, SplitterSettings.SETTINGS,
                LoggingSettings.SETTINGS).read(routeOptions.over(environment));
    }

    /** The values for all rows, by the columns' names in the record. */
    private SortedMap<String, String> presets() {
        var presets = new TreeMap<String, String>();
        try {
            set.forEach((written, value) -> {
                var column = Columns.resolve(List.of(written)).getFirst();
                if (OF_ONE_ROW.contains(column)) {
                    throw new WrongRowException(column + " is for one row, not for all");
                }
                Columns.set(SpeechRequest.newBuilder(), column, TextNode.valueOf(value));
                presets.put(column, value);
            });
        } catch (WrongRowException wrong) {
            throw new ParameterException(spec.commandLine(), "--set: " + wrong.getMessage(), wrong);
        }
        return presets;
    }

    private Rows open(SortedMap<String, String> presets, RequestCheck check) throws IOException {
        return Files.isDirectory(input)
                ? ChapterRows.open(input, presets, check)
                : TableRows.open(input, presets, check);
    }

    private Survey survey(SortedMap<String, String> presets, RequestCheck check) throws IOException {
        try (var rows = open(presets, check)) {
            return Survey.of(rows);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new UnusableInputException(input + ": expected a file that can be read", e);
        }
    }

    /** A file of almost the same name. */
    static Path beside(Path file, String ending) {
        var path = file.toAbsolutePath().normalize();
        return file.resolveSibling(path.getFileName() + ending);
    }

    private int run(Survey survey, ResultsFile file, Route route, Rows rows, Optional<Book.Wish> wish,
            Interruption interruption) throws IOException, InterruptedException {
        var clock = InstantSource.system();
        var terminal = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        var progress = new ProgressBar(System.err, terminal, clock);
        var book = wish.isPresent() ? Optional.of(book(rows, wish.get())) : Optional.<Book>empty();
        var totals = new BulkRun(survey, file, route, routeOptions.inFlight(), keeper(rows, book), clock)
                .run(rows, interruption::isWanted, progress);
        progress.end(totals);
        if (book.isPresent() && totals.completed() == totals.rows()
                && (totals.fresh() > 0 || !book.get().isJoined())) {
            book.get().join();
        }
        System.out.println(totals.summary(file.path()));
        if (totals.done() < totals.rows()) {
            complain("Stopped. What is under way will be spoken; the same command goes on from here.");
        }
        return totals.completed() == totals.rows() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private Book book(Rows rows, Book.Wish wish) throws IOException {
        if (rows instanceof ChapterRows chapters) {
            return new Book(chapters, bookOptions.output(input).orElseThrow(), wish);
        }
        throw new IllegalStateException("a book is made of chapters, not of " + rows);
    }

    private Keeper keeper(Rows rows, Optional<Book> book) throws IOException {
        if (book.isPresent()) {
            return book.get();
        }
        var directory = bookOptions.output(input);
        return directory.isPresent() ? new Downloads(directory.get(), rows::stem) : Keeper.NOWHERE;
    }

    private void complain(String text) {
        spec.commandLine().getErr().println(text);
    }
}
