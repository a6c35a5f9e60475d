package io.vibestream.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.synth.EngineReport;
import io.vibestream.synth.VibeVoiceSettings;
import io.vibestream.synth.bench.EngineBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures. */
@Command(name = "bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "Measure how fast this machine speaks.")
final class BenchCommand {

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    BenchCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Command(name = "engine", mixinStandardHelpOptions = true, description = "Speak several sequences at once with a checkpoint, and compare the time of a tick with what the machine allows.")
    int engine(
            @Option(names = "--model", required = true, paramLabel = "DIR", description = "The checkpoint.") Path model,
            @Option(names = "--slots", paramLabel = "N,N..", split = ",", defaultValue = "1,2,4,8", description = "How many at once, one measurement each (default: 1,2,4,8).") List<Integer> slots,
            @Option(names = "--frames", paramLabel = "N", defaultValue = "24", description = "Frames of each sequence (default: 24).") int frames,
            @Option(names = "--steps", paramLabel = "N", defaultValue = "10", description = "Diffusion steps (default: 10).") int steps,
            @Option(names = "--provider", paramLabel = "NAME", description = "auto, cuda or cpu (default: EXECUTION_PROVIDER, else auto).") Optional<String> provider,
            @Option(names = "--threads", paramLabel = "N", description = "Threads of the CPU (default: ENGINE_THREADS, else one for each core).") Optional<Integer> threads,
            @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, too.") Optional<Path> json)
            throws Exception {
        var wish = Arguments.accepted(spec, "engine", () -> new EngineBench.Wish(slots, frames, steps));
        json.map(file -> file.toAbsolutePath().getParent()).filter(folder -> !Files.isDirectory(folder))
                .ifPresent(folder -> {
                    throw new StandaloneException("--json: " + folder + " is not a directory");
                });
        var values = new HashMap<>(environment);
        provider.ifPresent(name -> values.put("EXECUTION_PROVIDER", name));
        threads.ifPresent(count -> values.put("ENGINE_THREADS", count.toString()));
        var settings = VibeVoiceSettings.from(SettingsTable.of(VibeVoiceSettings.SETTINGS).read(values));
        var report = EngineReport.measure(model, settings, wish, System.out);
        if (json.isPresent()) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.get().toFile(), report);
        }
        return 0;
    }

    @Command(name = "pipeline", mixinStandardHelpOptions = true, description = "What the pipeline adds to the engine: start everything, call it like an OpenAI client, print a table.")
    int pipeline(
            @Option(names = "--runs", paramLabel = "N", defaultValue = "30", description = "Calls of each kind, after a warm-up (default: 30).") int runs)
            throws Exception {
        if (runs < 1) {
            throw new ParameterException(spec.commandLine().getSubcommands().get("pipeline"),
                    "--runs: expected at least 1, found " + runs);
        }
        var settings = Pipeline.anyPorts(new HashMap<>(environment));
        settings.putIfAbsent("MAX_CHUNK_CHARS", Integer.toString(PipelineBench.CHUNK_CHARS));
        settings.putIfAbsent("MIN_LAST_CHUNK_CHARS", "1");
        var progress = new Progress(System.err, InstantSource.system());
        try (var scratch = new ScratchDirectory();
                var pipeline = Pipeline.start(scratch.path(), 0, settings, progress)) {
            new PipelineBench(pipeline, runs).run().forEach(System.out::println);
        }
        return 0;
    }
}
