package io.vibestream.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "say", mixinStandardHelpOptions = true, description = "Speak a text into an MP3 file, through a running server or, where there is none, one that lives as long as the command.")
final class SayCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Parameters(paramLabel = "TEXT", description = "What to say.")
    private String text = "";

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE", description = "Where the MP3 goes (default: speech.mp3).", defaultValue = "speech.mp3")
    private Path output = Path.of("speech.mp3");

    @Option(names = "--voice", paramLabel = "NAME", description = "Who speaks (default: Alice).", defaultValue = "Alice")
    private String voice = "Alice";

    @Option(names = "--seed", paramLabel = "N", description = "Same seed, same speech (default: another one each time).")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--server", paramLabel = "URL", description = "The server to ask (default: http://localhost:8080 if somebody answers there).")
    private Optional<URI> server = Optional.empty();

    SayCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        var progress = new Progress(System.err, InstantSource.system());
        var client = new SpeechClient(server.orElse(URI.create("http://localhost:8080")),
                Optional.ofNullable(environment.get("API_KEY")));
        if (server.isPresent() || client.isUp()) {
            speak(client, progress, output);
        } else {
            sayAlone(progress);
        }
        return 0;
    }

    private void sayAlone(Progress progress) throws Exception {
        try (var scratch = new ScratchDirectory();
                var pipeline = Pipeline.start(scratch.path(), 0, Pipeline.anyPorts(new HashMap<>(environment)),
                        progress)) {
            speak(new SpeechClient(pipeline.url(), pipeline.apiKey()), progress, output);
        }
    }

    private void speak(SpeechClient client, Progress progress, Path file) throws Exception {
        var answer = progress.step("Speaking", () -> client.runSync(text, voice, seed));
        save(client, answer.path("output"), file);
        System.out.printf("%s: %.1f s of speech%n", file, answer.path("output").path("duration_sec").asDouble());
    }

    /** Takes the audio out of an answer, whether it is a link or the bytes themselves. */
    static void save(SpeechClient client, JsonNode output, Path file) throws IOException, InterruptedException {
        if (output.hasNonNull("audio_url")) {
            client.download(URI.create(output.path("audio_url").asText()), file);
        } else {
            Files.write(file, Base64.getDecoder().decode(output.path("audio_base64").asText()));
        }
    }
}
