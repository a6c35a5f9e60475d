package io.vibestream.standalone;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "demo", mixinStandardHelpOptions = true, description = "Start everything, speak a short story, save it, stop everything.")
final class DemoCommand implements Callable<Integer> {

    private final Map<String, String> environment;

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE", description = "Where the MP3 goes (default: demo.mp3).", defaultValue = "demo.mp3")
    private Path output = Path.of("demo.mp3");

    DemoCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        var progress = new Progress(System.err, InstantSource.system());
        var story = story();
        var settings = Pipeline.anyPorts(new HashMap<>(environment));
        settings.putIfAbsent("MAX_TEXT_LENGTH", Integer.toString(story.length())); // longer than the callers of the old service may send
        try (var scratch = new ScratchDirectory();
                var pipeline = Pipeline.start(scratch.path(), 0, settings, progress)) {
            var client = new SpeechClient(pipeline.url(), pipeline.apiKey());
            var answer = progress.step("Speaking " + story.length() + " characters",
                    () -> client.runSync(story, "Alice", Optional.empty()));
            SayCommand.save(client, answer.path("output"), output);
            System.out
                    .println(JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            System.out.printf("%s: %.1f s of speech by the %s engine%n", output,
                    answer.path("output").path("duration_sec").asDouble(), pipeline.engine());
        }
        return 0;
    }

    static String story() throws java.io.IOException {
        try (var stream = DemoCommand.class.getResourceAsStream("demo.txt")) {
            if (stream == null) {
                throw new IllegalStateException("demo.txt is not in the program");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }
}
