package io.vibestream.standalone;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.synth.EngineReport;
import io.vibestream.synth.VibeVoiceSettings;
import io.vibestream.synth.bench.EngineBench;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures. */
@Command(name = "bench", mixinStandardHelpOptions = true, description = "Measure how fast this machine speaks.")
final class BenchCommand {

    private final Map<String, String> environment;

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
        var values = new HashMap<>(environment);
        provider.ifPresent(name -> values.put("EXECUTION_PROVIDER", name));
        threads.ifPresent(count -> values.put("ENGINE_THREADS", count.toString()));
        var settings = VibeVoiceSettings.from(SettingsTable.of(VibeVoiceSettings.SETTINGS).read(values));
        var report = EngineReport.measure(model, settings, new EngineBench.Wish(slots, frames, steps), System.out);
        if (json.isPresent()) {
            new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.get().toFile(), report);
        }
        return 0;
    }
}
