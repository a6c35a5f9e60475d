package io.vibestream.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.speech.SpeechCreateParams.ResponseFormat;
import com.openai.models.audio.speech.SpeechCreateParams.StreamFormat;
import com.openai.models.models.Model;
import io.vibestream.runtime.registry.InMemoryRegistry;
import io.vibestream.schemas.Codecs;
import io.vibestream.schemas.Outcome;
import io.vibestream.schemas.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's own clients, told nothing but another base URL, against the whole pipeline. */
class OpenAiClientsIT {

    private static final String KEY = "a key of this test";
    private static final String TEXT = "The first sentence is short. The second one is a little longer than that. "
            .repeat(4);

    @TempDir
    static Path directory = Path.of("");

    private static WholePipeline pipeline;
    private static OpenAIClient client;

    @BeforeAll
    static void start() throws Exception {
        pipeline = WholePipeline.start(directory, Map.of("API_KEYS", "test=" + KEY));
        client = client(KEY);
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        pipeline.close();
    }

    private static String baseUrl() {
        return pipeline.url() + "/v1";
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder().baseUrl(baseUrl()).apiKey(key).maxRetries(0).build();
    }

    private static SpeechCreateParams.Builder speech() {
        return SpeechCreateParams.builder().model("tts-1").input(TEXT).voice("alloy");
    }

    @ParameterizedTest
    @CsvSource({"mp3, 494433", "opus, 4f676753", "aac, 494433", "flac, 664c6143", "wav, 52494646", "pcm, ''"})
    void theJavaClientHearsEveryFormat(String format, String magic) throws IOException {
        try (var answer = client.audio().speech().create(
                speech().responseFormat(ResponseFormat.of(format)).speed(1.25).build());
                var body = answer.body()) {
            var bytes = body.readAllBytes();

            assertThat(answer.headers().values("x-request-id")).singleElement().asString().isNotBlank();
            assertThat(HexFormat.of().formatHex(bytes, 0, magic.length() / 2)).isEqualTo(magic);
            assertThat(bytes.length).isGreaterThan(20_000);
        }
    }

    @Test
    void theJavaClientHearsEvents() throws IOException {
        try (var answer = client.audio().speech()
                .create(speech().streamFormat(StreamFormat.SSE).build());
                var body = answer.body()) {
            assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("data: {\"type\":\"speech.audio.delta\"")
                    .containsPattern("speech\\.audio\\.done\",\"usage\":\\{\"input_tokens\":" + TEXT.length()
                            + ",\"output_tokens\":\\d+,\"total_tokens\":\\d+}}\\s+$");
        }
    }

    @Test
    void theJavaClientListsAndRetrievesModels() {
        assertThat(client.models().list().data()).extracting(Model::id).contains("tts-1", "vibevoice-7b");
        assertThat(client.models().retrieve("tts-1").ownedBy()).isEqualTo("vibestream");
    }

    @Test
    void theJavaClientThrowsTheExceptionThatFits() {
        var stranger = client("another key");
        try {
            assertThatThrownBy(OpenAiClientsIT::askForNobody).isInstanceOf(BadRequestException.class)
                    .hasMessageContaining("Invalid voice 'Nobody'");
            assertThatThrownBy(() -> client.models().retrieve("none")).isInstanceOf(NotFoundException.class);
            assertThatThrownBy(() -> stranger.models().list()).isInstanceOf(UnauthorizedException.class);
        } finally {
            stranger.close();
        }
    }

    private static void askForNobody() {
        try (var answer = client.audio().speech().create(speech().voice("Nobody").build())) {
            assertThat(answer.statusCode()).isEqualTo(400);
        }
    }

    @Test
    void aCallerWhoGoesAwayEndsTheRequest() throws Exception {
        var registry = new InMemoryRegistry();
        var codecs = new Codecs(registry::register, registry::find);
        try (var stranger = new Stranger(pipeline.bootstrapServers(), codecs, Topic.RESULTS.topicName())) {
            String call;
            try (var answer = client.audio().speech().create(speech().input("x. ".repeat(1300)).build());
                    var body = answer.body()) {
                assertThat(body.read()).isNotNegative();
                call = answer.headers().values("x-request-id").getFirst();
            }

            assertThat(stranger.result("speech-" + call).getOutcome()).isEqualTo(Outcome.CANCELLED);
        }
    }

    @Test
    void theNodeClientDoesTheSame() throws Exception {
        assertThat(Node.run("openai.mjs", baseUrl(), KEY)).last().isEqualTo("ok");
    }
}
