package io.vibestream.standalone.bulk;

import io.vibestream.runtime.kafka.KafkaClients;
import io.vibestream.runtime.kafka.KafkaSettings;
import io.vibestream.runtime.logging.Logging;
import io.vibestream.runtime.logging.LoggingSettings;
import io.vibestream.runtime.registry.RegistrySettings;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.schemas.Codecs;
import io.vibestream.splitter.SplitterSettings;
import com.fasterxml.jackson.databind.node.TextNode;
import io.vibestream.runtime.settings.SettingValues;
import io.vibestream.schemas.SpeechRequest;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
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

    @Parameters(paramLabel = "FILE", description = "JSON Lines (.jsonl, .ndjson) or CSV (.csv): the fields of a SpeechRequest by name, and an id for each row if you like.")
    private Path input = Path.of("");

    @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "Kafka to produce to (default: KAFKA_BOOTSTRAP_SERVERS, else localhost:9092).")
    private Optional<String> kafka = Optional.empty();

    @Option(names = "--set", paramLabel = "COLUMN=VALUE", description = "A value for all rows that have none of their own; may be given again.")
    private Map<String, String> presets = new HashMap<>();

    @Option(names = "--results", paramLabel = "FILE", description = "Where results go, one line of JSON each, and what a later run knows of this one (default: FILE.results.jsonl).")
    private Optional<Path> results = Optional.empty();

    @Option(names = "--in-flight", paramLabel = "N", defaultValue = "64", description = "Requests under way at once (default: 64).")
    private int inFlight = 64;

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
        var wishes = wishes();
        var values = settings();
        Logging.configure(LoggingSettings.from(values));
        var check = new RequestCheck(SplitterSettings.from(values).requestLimits(), false);
        var survey = survey(wishes, check);
        if (survey.wrong() > 0 && !keepGoing) {
            complain(survey.complaint());
            return CommandLine.ExitCode.USAGE;
        } else if (checkOnly) {
            System.out.printf("%s: %d rows, %d of them wrong%n", input, survey.rows(), survey.wrong());
            return survey.wrong() == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
        var clients = new KafkaClients(KafkaSettings.from(values));
        var registry = RegistrySettings.from(values).open();
        var codecs = new Codecs(registry::register, registry::find);
        try (var interruption = new Interruption();
                var file = ResultsFile.open(resultsPath());
                var route = new KafkaRoute(clients, codecs, survey.missing(file), file, beside(file.path(), ".state"));
                var rows = TableRows.open(input, wishes, check)) {
            return run(survey, file, route, rows, interruption);
        }
    }

    private SettingValues settings() {
        var settings = new HashMap<>(environment);
        settings.putIfAbsent("LOG_LEVEL", "WARN");
        kafka.ifPresent(servers -> settings.put("KAFKA_BOOTSTRAP_SERVERS", servers));
        return SettingsTable.of(KafkaSettings.SETTINGS, RegistrySettings.SETTINGS, SplitterSettings.SETTINGS,
                LoggingSettings.SETTINGS).read(settings);
    }

    /** The values for all rows, by the columns' names in the record. */
    private SortedMap<String, String> wishes() {
        var wishes = new TreeMap<String, String>();
        try {
            presets.forEach((written, value) -> {
                var column = Columns.resolve(List.of(written)).getFirst();
                if (OF_ONE_ROW.contains(column)) {
                    throw new WrongRowException(column + " is for one row, not for all");
                }
                Columns.set(SpeechRequest.newBuilder(), column, TextNode.valueOf(value));
                wishes.put(column, value);
            });
        } catch (WrongRowException wrong) {
            throw new ParameterException(spec.commandLine(), "--set: " + wrong.getMessage(), wrong);
        }
        if (inFlight < 1) {
            throw new ParameterException(spec.commandLine(), "--in-flight: expected at least 1, found " + inFlight);
        }
        return wishes;
    }

    private Survey survey(SortedMap<String, String> wishes, RequestCheck check) throws IOException {
        try (var rows = TableRows.open(input, wishes, check)) {
            return Survey.of(rows);
        } catch (NoSuchFileException | AccessDeniedException e) {
            throw new UnusableInputException(input + ": expected a file that can be read", e);
        }
    }

    private Path resultsPath() {
        return results.orElseGet(() -> beside(input, ".results.jsonl"));
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private int run(Survey survey, ResultsFile file, Route route, Rows rows, Interruption interruption)
            throws IOException, InterruptedException {
        var clock = InstantSource.system();
        var terminal = System.console() != null && System.console().isTerminal();
        var progress = new ProgressBar(System.err, terminal, clock);
        var totals = new BulkRun(survey, file, route, inFlight, clock).run(rows, interruption::isWanted, progress);
        progress.end(totals);
        System.out.println(totals.summary(file.path()));
        if (totals.done() < totals.rows()) {
            complain("Stopped. What is under way will be spoken; the same command goes on from here.");
        }
        return totals.failed() == 0 && totals.done() == totals.rows()
                ? CommandLine.ExitCode.OK
                : CommandLine.ExitCode.SOFTWARE;
    }

    private void complain(String text) {
        spec.commandLine().getErr().println(text);
    }
}
