package io.vibestream.standalone;

import io.vibestream.broker.BrokerException;
import io.vibestream.runtime.kafka.BrokerUnavailableException;
import io.vibestream.runtime.settings.SettingsException;
import io.vibestream.standalone.bulk.BulkCommand;
import io.vibestream.standalone.bulk.BulkException;
import io.vibestream.standalone.bulk.UnusableInputException;
import io.vibestream.synth.model.checkpoint.ModelLoadException;
import io.vibestream.synth.model.fetch.ModelFetchException;
import io.vibestream.synth.ort.LibraryMissingException;
import io.vibestream.synth.voice.VoiceException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The command line: {@code vibestream serve}, {@code say}, {@code demo} and the tools around models and voices. */
@Command(name = "vibestream", mixinStandardHelpOptions = true, versionProvider = VibeStream.Version.class, synopsisSubcommandLabel = "COMMAND", description = "Text to speech with VibeVoice, as a pipeline on Kafka.")
public final class VibeStream {

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = VibeStream.class.getPackage().getImplementationVersion();
            return new String[]{"vibestream " + (version == null ? "(not packaged)" : version)};
        }
    }

    private VibeStream() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(System.getenv()).execute(arguments));
    }

    /** All commands over one environment. */
    static CommandLine commandLine(Map<String, String> environment) {
        var serve = new CommandLine(new ServeCommand(environment));
        serve.getCommandSpec().usageMessage().footer("", "Settings, from the environment:", "",
                Pipeline.settingsTable().describe().replace("%", "%%"));
        return new CommandLine(new VibeStream()).addSubcommand("serve", serve)
                .addSubcommand("say", new SayCommand(environment))
                .addSubcommand("bulk", new BulkCommand(environment))
                .addSubcommand("demo", new DemoCommand(environment))
                .addSubcommand("model", new ModelCommand(environment)).addSubcommand("voices", new VoicesCommand())
                .addSubcommand("bench", new BenchCommand(environment))
                .setExecutionExceptionHandler(complain());
    }

    /** What a person can mend is said in a line; anything else is a defect and keeps its stack trace. */
    private static IExecutionExceptionHandler complain() {
        return (exception, commandLine, _) -> {
            switch (exception) {
                case UnusableInputException _ -> {
                    commandLine.getErr().println(exception.getMessage());
                    return CommandLine.ExitCode.USAGE;
                }
                case StandaloneException _,SettingsException _,BrokerException _,ModelLoadException _,ModelFetchException _,LibraryMissingException _,VoiceException _,BulkException _,BrokerUnavailableException _ ->
                    commandLine.getErr().println(exception.getMessage());
                default -> exception.printStackTrace(commandLine.getErr());
            }
            return CommandLine.ExitCode.SOFTWARE;
        };
    }
}
