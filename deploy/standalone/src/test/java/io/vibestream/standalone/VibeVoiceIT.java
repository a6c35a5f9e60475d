package io.vibestream.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.SpeechRequest;
import io.vibestream.schemas.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A VibeVoice checkpoint, of random weights but in the real layout, through the whole pipeline. */
class VibeVoiceIT {

    private static final Path VOICES = Path.of("..", "..", "voices");
    private static final int SAMPLE_RATE = 24_000;
    private static final int SAMPLES_PER_FRAME = 3_200;

    @TempDir
    static Path directory = Path.of("");

    private static WholePipeline pipeline;

    @BeforeAll
    static void start() throws Exception {
        var model = directory.resolve("model");
        assertThat(vibestream("model", "random", "--size", "tiny", "--out", model.toString())).isZero();
        pipeline = WholePipeline.start(directory,
                Map.of("MODEL_DIR", model.toString(), "EXECUTION_PROVIDER", "cpu", "VOICES_DIR", VOICES.toString(),
                        "ENGINE_CACHE_DIR", Path.of("target", "native").toString()));
    }

    @AfterAll
    static void stop() throws Exception {
        pipeline.close();
    }

    private static int vibestream(String... arguments) {
        return VibeStream.commandLine(Map.of()).execute(arguments);
    }

    private static Path say(String name, long seed) {
        var file = directory.resolve(name);
        assertThat(vibestream("say", "Two roads diverged in a yellow wood.", "--seed", Long.toString(seed), "--server",
                pipeline.url().toString(), "-o", file.toString())).isZero();
        return file;
    }

    @Test
    void speaksWholeFramesAndTheSameBytesForTheSameSeed() throws Exception {
        var first = say("first.mp3", 7);
        var second = say("second.mp3", 7);
        var other = say("other.mp3", 8);

        var samples = samples(first);
        assertThat(samples).isPositive();
        assertThat(samples % SAMPLES_PER_FRAME).as("%d samples", samples).isZero();
        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
        assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(first));
    }

    @Test
    void saysHowLongTheSpeechIs() throws Exception {
        var client = new SpeechClient(pipeline.url(), Optional.empty());
        var output = client.runSync("Speaker 1: And sorry I could not travel both.\nSpeaker 2: Indeed.", "Bella",
                Optional.of(3L)).path("output");

        var file = directory.resolve("dialogue.mp3");
        SayCommand.save(client, output, file);

        assertThat(output.path("duration_sec").asDouble())
                .isCloseTo((double) samples(file) / SAMPLE_RATE, within(0.5 / SAMPLE_RATE));
    }

    @Test
    void speaksWithAVoiceThatWasUploadedUntilItIsDeleted() throws Exception {
        var registry = new InMemoryRegistry();
        try (var stranger = new Stranger(pipeline.bootstrapServers(), new Codecs(registry::register, registry::find),
                Topic.RESULTS.topicName())) {
            assertThat(http("POST", "", BodyPublishers.ofByteArray(form("Nora", VOICES.resolve("Frank.wav")))))
                    .contains("\"object\":\"audio.voice\"", "\"id\":\"Nora\"");
            assertThat(http("GET", "", BodyPublishers.noBody())).contains("\"id\":\"Nora\"");
            assertThat(voices(stranger, "with")).containsExactly("Nora");

            assertThat(http("DELETE", "/Nora", BodyPublishers.noBody())).contains("\"deleted\":true");
            assertThat(http("GET", "", BodyPublishers.noBody())).doesNotContain("Nora");
            var times = new AtomicInteger();
            await().atMost(Duration.ofMinutes(1)).until(
                    () -> voices(stranger, "without-" + times.incrementAndGet()).equals(List.of("Alice")));
        }
    }

    private static List<String> voices(Stranger stranger, String id) {
        stranger.send(SpeechRequest.newBuilder().setId(id).setText("And be one traveller.").setVoice("Nora").build());
        return stranger.result(id).getVoices();
    }

    private static String http(String method, String path, HttpRequest.BodyPublisher body) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(pipeline.url().resolve("/v1/audio/voices" + path))
                    .header("content-type", "multipart/form-data; boundary=b").method(method, body).build(),
                    BodyHandlers.ofString()).body();
        }
    }

    private static byte[] form(String name, Path recording) throws IOException {
        var form = new ByteArrayOutputStream();
        form.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n" + name
                + "\r\n--b\r\nContent-Disposition: form-data; name=\"audio_sample\"; filename=\"v.wav\"\r\n\r\n")
                .getBytes(UTF_8));
        form.writeBytes(Files.readAllBytes(recording));
        form.writeBytes("\r\n--b--\r\n".getBytes(UTF_8));
        return form.toByteArray();
    }

    /** How many samples a player hears. */
    private static long samples(Path mp3) throws IOException, InterruptedException {
        var program = Loader.load(ffmpeg.class);
        var raw = Files.createTempFile(directory, "heard", ".s16");
        var builder = new ProcessBuilder(program, "-v", "error", "-y", "-i", mp3.toString(), "-f", "s16le", "-ac", "1",
                "-ar", Integer.toString(SAMPLE_RATE), raw.toString());
        builder.environment().put("LD_LIBRARY_PATH", Path.of(program).resolveSibling("").toString());
        var process = builder.redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return Files.size(raw) / Short.BYTES;
    }
}
