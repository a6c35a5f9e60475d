package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.runtime.links.SignedLinks;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever can be got has a head that can be asked for alone. A body behind it would be taken for the next answer. */
class HeadsIT {

    private static final String SECRET = "a secret of this test";

    @TempDir
    static Path directory = Path.of("");
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(directory.resolve("audio"));
        Files.write(directory.resolve("audio").resolve("long.mp3"), new byte[300_000]);
        gateway = new TestGateway(directory, Map.of("LINK_SECRET", SECRET));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/ping", "/health", "/v2/e/health", "/requests", "/v1/models", "/v1/models/tts-1",
            "/v1/models/none", "/v1/audio/voices", "/v1/jobs", "/v1/jobs/none", "/openapi.json", "/docs",
            "/status/none",
            "/nothing", "/v1/nothing", "/subjects"})
    void areThoseOfTheWholeAnswerAndNothingFollowsThem(String path) {
        var whole = gateway.get(path);

        var answers = RawHttp.send(gateway.port(), ("HEAD " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /v1/models/none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));

        assertThat(answers.status()).isEqualTo(whole.statusCode());
        assertThat(answers.head()).containsIgnoringCase(
                "content-length: " + whole.headers().firstValue("content-length").orElseThrow() + "\r\n");
        assertThat(answers.body()).startsWith("HTTP/1.1 404").endsWith("}");
    }

    @Test
    void ofStoredAudioSayHowLongItIs() {
        var link = "/audio/long.mp3?" + new SignedLinks(SECRET.getBytes(StandardCharsets.UTF_8)).query("long.mp3",
                Instant.now().plusSeconds(600));

        var answer = RawHttp.send(gateway.port(),
                ("HEAD " + link + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head()).containsIgnoringCase("content-length: 300000\r\n");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void areForbiddenWhereTheWholeIs() {
        var answer = RawHttp.send(gateway.port(),
                "HEAD /audio/long.mp3 HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/run", "/v1/audio/speech"})
    void areNotThereForWhatIsPosted(String path) {
        var answer = gateway.send(gateway.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(gateway.pipeline.requests()).isEmpty();
    }
}
