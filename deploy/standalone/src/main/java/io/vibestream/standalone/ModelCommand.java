package io.vibestream.standalone;

import io.vibestream.runtime.settings.SettingsTable;
import io.vibestream.synth.Reference;
import io.vibestream.synth.VibeVoiceSettings;
import io.vibestream.synth.model.checkpoint.MemoryNeed;
import io.vibestream.synth.model.checkpoint.ModelCheck;
import io.vibestream.synth.model.checkpoint.ModelSize;
import io.vibestream.synth.model.checkpoint.RandomCheckpoint;
import io.vibestream.synth.model.fetch.HubModel;
import io.vibestream.synth.model.fetch.ModelFetcher;
import io.vibestream.synth.model.fetch.Progress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "model", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "VibeVoice checkpoints: fetch, check, make up.")
final class ModelCommand {

    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ModelCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Command(name = "fetch", mixinStandardHelpOptions = true, description = "Download a checkpoint and its tokenizer from the Hugging Face Hub (HF_TOKEN, HF_ENDPOINT and HF_HUB_CACHE are honoured).")
    int fetch(
            @Option(names = "--out", paramLabel = "DIR", defaultValue = "data/model", description = "Where it goes (default: data/model).") Path directory,
            @Option(names = "--repository", paramLabel = "ORG/NAME", description = "The model's repository (default: vibevoice/VibeVoice-7B).", defaultValue = "vibevoice/VibeVoice-7B") String repository,
            @Option(names = "--revision", paramLabel = "REV", defaultValue = "main", description = "Branch, tag or commit (default: main, pinned by its commit).") String revision)
            throws InterruptedException {
        var settings = ModelFetcher.Settings.of(environment, Path.of(System.getProperty("user.home")));
        var fetched = new ModelFetcher(settings, new Terminal()).fetch(new HubModel(repository, revision),
                HubModel.QWEN_2_5, directory);
        System.out.println("checkpoint: " + fetched.checkpoint());
        System.out.println("tokenizer: " + fetched.tokenizer());
        return 0;
    }

    @Command(name = "check", mixinStandardHelpOptions = true, description = "Say what a checkpoint directory holds, what is missing and what memory it needs.")
    int check(@Parameters(paramLabel = "DIR", description = "The checkpoint.") Path directory,
            @Option(names = "--slots", paramLabel = "N", defaultValue = "32", description = "Chunks at once (default: 32).") int slots) {
        var room = Arguments.accepted(spec, "check", () -> new MemoryNeed.Room(slots,
                MemoryNeed.Room.DEFAULT.positive(), MemoryNeed.Room.DEFAULT.negative()));
        var report = ModelCheck.run(directory, room);
        report.lines().forEach(System.out::println);
        return report.ready() ? 0 : 1;
    }

    @Command(name = "random", mixinStandardHelpOptions = true, description = "Write a checkpoint of random weights in the real layout: for tests and measurements.")
    int random(
            @Option(names = "--size", required = true, paramLabel = "SIZE", description = "tiny, small, 1.5b or 7b.") String size,
            @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where it goes.") Path directory,
            @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Same seed, same weights (default: 1).") long seed) {
        var known = Arguments.accepted(spec, "random", () -> ModelSize.of(size));
        RandomCheckpoint.of(known.config(), seed).write(directory, System.err::println);
        return 0;
    }

    @Command(name = "reference", mixinStandardHelpOptions = true, description = "Speak every recorded case of a folder of checkpoints and compare all numbers with the reference's.")
    int reference(
            @Parameters(paramLabel = "DIR", description = "A checkpoint with cases, or a folder of such.") Path directory,
            @Option(names = "--provider", paramLabel = "NAME", defaultValue = "cpu", description = "cpu, which computes in float32 as the reference did, cuda or auto (default: cpu).") String provider)
            throws InterruptedException {
        var values = new HashMap<>(environment);
        values.put("EXECUTION_PROVIDER", provider);
        var settings = VibeVoiceSettings.from(SettingsTable.of(VibeVoiceSettings.SETTINGS).read(values));
        return Reference.check(directory, settings, System.out) ? 0 : 1;
    }

    /** Prints what the fetcher tells. */
    private static final class Terminal implements ModelFetcher.Listener {
        @Override
        public void event(String text) {
            System.err.println(text);
        }

        @Override
        public void progress(Progress progress) {
            System.err.println(progress);
        }
    }
}
