package io.vibestream.standalone;

import io.vibestream.synth.voice.VoiceImport;
import io.vibestream.synth.voice.VoiceName;
import io.vibestream.synth.voice.VoiceRegistry;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "voices", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "The recordings that VibeVoice takes voices from.")
final class VoicesCommand {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Print the names of all voices.")
    int list(
            @Option(names = "--dir", paramLabel = "DIR", defaultValue = "voices", description = "Where the recordings are (default: voices).") Path directory) {
        new VoiceRegistry(directory).names().forEach(System.out::println);
        return 0;
    }

    @Command(name = "add", mixinStandardHelpOptions = true, description = "Check a recording, convert it and keep it as a voice.")
    int add(@Parameters(paramLabel = "FILE", description = "A recording of 3 to 30 seconds of one clear voice: WAV, MP3, Ogg, AAC, FLAC, WebM or MP4.") Path file,
            @Option(names = "--name", required = true, paramLabel = "NAME", description = "What the voice is called.") String name,
            @Option(names = "--dir", paramLabel = "DIR", defaultValue = "voices", description = "Where the recordings are (default: voices).") Path directory) {
        System.out.println(VoiceImport.add(directory, new VoiceName(name), file));
        return 0;
    }
}
