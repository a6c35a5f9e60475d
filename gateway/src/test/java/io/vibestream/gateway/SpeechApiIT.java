package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.gateway.http.Json;
import io.vibestream.runtime.links.SignedLinks;
import io.vibestream.schemas.Delivery;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Reason;
import io.vibestream.schemas.TrackFormat;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeechApiIT {

    private static final String PATH = "/v1/audio/speech";
    /** In one piece; {@link SpeechStreamIT} listens to live speech. */
    private static final String HELLO = "{\"model\":\"tts-1\",\"input\":\"Hello.\",\"voice\":\"alloy\",\"stream\":false}";
    private static final String SECRET = "a secret of this test";

    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(directory, Map.of("LINK_SECRET", SECRET));
        gateway.pipeline.answer(request -> FakePipeline.completed(request).setAudio(FakePipeline.bytes(1, 2, 255)));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void answersWithBytes() {
        var answer = gateway.send(gateway.request(PATH).POST(json(HELLO)).build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).containsExactly(1, 2, -1);
        assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
        assertThat(answer.headers().firstValue("content-encoding")).isEmpty();
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(answer.headers().firstValue("openai-processing-ms").orElseThrow()).matches("\\d+");
    }

    @Test
    void asksForTheSpeakerBehindTheVoice() {
        gateway.post(PATH, HELLO);

        var request = gateway.pipeline.requests().getFirst();
        assertThat(request.getText()).contains("Hello.");
        assertThat(request.getVoice()).contains("Alice");
        assertThat(request.getDelivery()).isEqualTo(Delivery.INLINE);
        assertThat(Duration.between(request.getCreatedAt().orElseThrow(), request.getDeadline().orElseThrow()))
                .isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({"mp3, MP3, audio/mpeg", "opus, OPUS, audio/opus", "aac, AAC, audio/aac", "flac, FLAC, audio/flac",
            "wav, WAV, audio/wav", "pcm, PCM, audio/pcm"})
    void speaksInAllFormats(String name, TrackFormat format, String contentType) {
        var answer = gateway.post(PATH, with("\"response_format\":\"" + name + "\""));

        assertThat(gateway.pipeline.requests().getFirst().getFormat()).isEqualTo(format);
        assertThat(answer.headers().firstValue("content-type")).contains(contentType);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                                         | model | Missing required parameter: model
            {"input": "a", "voice": "alloy"}                           | model | Missing required parameter: model
            {"model": "", "input": "", "voice": ""}                    | model | Missing required parameter: model
            {"model": null}                                            | model | Missing required parameter: model
            {"model": "tts-1", "voice": "alloy"}                       | input | Missing required parameter: input
            {"model": "tts-1", "input": " \\n", "voice": "x"}          | input | Missing required parameter: input
            {"model": "tts-1", "input": "a"}                           | voice | Missing required parameter: voice
            {"model": "tts-1", "input": "a", "voice": {}}              | id    | Missing required parameter: id
            {"model": 1, "input": "a", "voice": "alloy"}               | model | Invalid type for 'model': expected a string, found a number
            {"model": "tts-1", "input": ["a"], "voice": "alloy"}       | input | Invalid type for 'input': expected a string, found an array
            {"model": "tts-1", "input": "a", "voice": 7}               | voice | Invalid type for 'voice': expected a string, found a number
            {"model": "tts-1", "input": "\\ud800", "voice": "alloy"}   | input | Invalid 'input': expected Unicode text, found half of a surrogate pair
            {"model": "tts-1", "input": "a", "voice": "Zoe"}           | voice | Invalid voice 'Zoe'. Available voices: alloy, echo, fable, onyx, nova, shimmer, ash, ballad, coral, sage, verse, marin, cedar
            {"model": "tts-1", "input": "a", "voice": "ALLOY"}         | voice | Invalid voice 'ALLOY'. Available voices: alloy, echo, fable, onyx, nova, shimmer, ash, ballad, coral, sage, verse, marin, cedar
            {"model": "m", "input": "a", "voice": "alloy", "response_format": "ogg"} | response_format | Invalid 'response_format': expected one of mp3, opus, aac, flac, wav, pcm, found 'ogg'
            {"model": "m", "input": "a", "voice": "alloy", "response_format": 1}     | response_format | Invalid type for 'response_format': expected a string, found a number
            {"model": "m", "input": "a", "voice": "alloy", "speed": 0.2}             | speed | Invalid 'speed': expected a number from 0.25 to 4.0, found 0.2
            {"model": "m", "input": "a", "voice": "alloy", "speed": 1e400}           | speed | Invalid 'speed': expected a number from 0.25 to 4.0, found Infinity
            {"model": "m", "input": "a", "voice": "alloy", "speed": "1"}             | speed | Invalid 'speed': expected a number from 0.25 to 4.0, found a string
            {"model": "m", "input": "a", "voice": "alloy", "stream_format": "x"}     | stream_format | Invalid 'stream_format': expected audio or sse
            {"model": "m", "input": "a", "voice": "alloy", "stream": "yes"}          | stream | Invalid type for 'stream': expected a boolean, found a string
            {"model": "m", "input": "a", "voice": "alloy", "instructions": 1}        | instructions | Invalid type for 'instructions': expected a string, found a number
            """)
    void saysWhatIsWrongInOpenAisShape(String body, String param, String message) {
        var answer = gateway.post(PATH, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        var error = Json.parse(answer.body().getBytes(StandardCharsets.UTF_8)).path("error");
        assertThat(error.propertyStream().map(Map.Entry::getKey)).containsExactly("message", "type", "param", "code");
        assertThat(error.path("message").textValue()).isEqualTo(message);
        assertThat(error.path("type").textValue()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(answer.headers().firstValue("x-request-id")).isPresent();
        assertThat(gateway.pipeline.requests()).isEmpty();
    }

    @Test
    void countsCharactersAsOpenAiDoes() {
        assertThat(gateway.post(PATH, hello("\uD83D\uDE00".repeat(4096))).statusCode()).isEqualTo(200);

        var answer = gateway.post(PATH, hello("\uD83D\uDE00".repeat(4097)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("Invalid 'input': expected at most 4096 characters, found 4097")
                .contains("\"code\":\"string_above_max_length\"");
    }

    @ParameterizedTest
    @CsvSource({"FAILED, ENGINE_FAILED, 500, server_error", "FAILED, INVALID_REQUEST, 400, invalid_request_error",
            "TIMED_OUT, DEADLINE_EXCEEDED, 504, server_error", "CANCELLED, CANCELLED, 500, server_error"})
    void tellsFailuresApartAndThatRetryingDoesNotHelp(Outcome outcome, Reason reason, int status, String type) {
        gateway.pipeline.answer(request -> FakePipeline.ended(request, outcome).setReason(reason).setMessage("why"));

        var answer = gateway.post(PATH, HELLO);

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo("{\"error\":{\"message\":\"why\",\"type\":\"" + type
                + "\",\"param\":null,\"code\":\"" + reason.name().toLowerCase(Locale.ROOT) + "\"}}");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void letsClientsRetryWhileThePipelineCannotBeReached() {
        gateway.pipeline.fail(new IllegalStateException("no broker"));

        var answer = gateway.post(PATH, HELLO);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
        assertThat(answer.body()).contains("\"code\":\"pipeline_unavailable\"");
    }

    @Test
    void fetchesAudioThatTheResultOnlyLinksTo() throws IOException {
        Files.createDirectories(directory.resolve("audio"));
        Files.write(directory.resolve("audio").resolve("speech_1.mp3"), new byte[]{4, 5, 6});
        var query = new SignedLinks(SECRET.getBytes(StandardCharsets.UTF_8)).query("speech_1.mp3",
                Instant.now().plusSeconds(60));
        gateway.pipeline.answer(request -> FakePipeline.completed(request)
                .setUrl(gateway.url("/audio/speech_1.mp3?" + query)));

        var answer = gateway.send(gateway.request(PATH).POST(json(HELLO)).build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.body()).containsExactly(4, 5, 6);
        assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
    }

    @Test
    void failsWhenLinkedAudioCannotBeFetched() {
        gateway.pipeline.answer(request -> FakePipeline.completed(request).setUrl(gateway.url("/audio/x.mp3")));

        var answer = gateway.post(PATH, HELLO);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("the store answered 403");
    }

    @Test
    void followsTheVoicesFile() throws IOException {
        var file = directory.resolve("voices.json");
        Files.writeString(file, "{\"mine\": \"Zoe\"}");

        assertThat(gateway.post(PATH, HELLO).body()).contains("Available voices: mine\"");
        assertThat(gateway.post(PATH, HELLO.replace("alloy", "mine")).statusCode()).isEqualTo(200);
        assertThat(gateway.post(PATH, HELLO.replace("alloy", "Zoe")).statusCode()).isEqualTo(200);
        assertThat(gateway.post(PATH, HELLO.replace("\"alloy\"", "{\"id\":\"mine\"}")).statusCode()).isEqualTo(200);
        Files.writeString(file, "{broken");
        assertThat(gateway.post(PATH, HELLO.replace("alloy", "mine")).statusCode()).as("stale").isEqualTo(200);
        Files.delete(file);
        assertThat(gateway.post(PATH, HELLO).statusCode()).as("built in").isEqualTo(200);
    }

    @Test
    void answersUnknownPathsAndMethodsInOpenAisShape() {
        for (var answer : List.of(gateway.get("/v1/audio/nothing"), gateway.get(PATH), gateway.post("/v1/x", "{}"))) {
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).startsWith("{\"error\":{\"message\":\"Unknown request: ");
        }
    }

    @Test
    void refusesHugeBodies() {
        var answer = gateway.post(PATH, hello("a".repeat(2_000_000)));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).startsWith("{\"error\":{\"message\":\"The request body is too large");
    }

    private static String hello(String input) {
        return HELLO.replace("Hello.", input);
    }

    private static String with(String field) {
        return HELLO.replace("}", "," + field + "}");
    }

    private static HttpRequest.BodyPublisher json(String body) {
        return HttpRequest.BodyPublishers.ofString(body);
    }
}
