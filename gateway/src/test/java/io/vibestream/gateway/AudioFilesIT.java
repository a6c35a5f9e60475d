package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.runtime.links.SignedLinks;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioFilesIT {

    private static final String SECRET = "a secret of this test";
    private static final String KEY = "speech_1.mp3";
    private final SignedLinks links = new SignedLinks(SECRET.getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path directory;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(directory.resolve("audio"));
        Files.writeString(directory.resolve("audio").resolve(KEY), "0123456789");
        Files.writeString(directory.resolve("secret.mp3"), "not for everybody");
        gateway = new TestGateway(directory, Map.of("LINK_SECRET", SECRET, "API_KEYS", "one"));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void servesAFileToWhoHasALinkAndNoKey() {
        var answer = gateway.get(link(KEY));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("0123456789");
        assertThat(answer.headers().firstValue("content-type")).contains("audio/mpeg");
        assertThat(answer.headers().firstValue("content-length")).contains("10");
        assertThat(answer.headers().firstValue("accept-ranges")).contains("bytes");
    }

    @Test
    void describesAFileWithoutSendingIt() {
        var answer = gateway.send(gateway.request(link(KEY)).HEAD().build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-length")).contains("10");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bytes=2-4, 234, bytes 2-4/10", "bytes=7-, 789, bytes 7-9/10", "bytes=-1, 9, bytes 9-9/10"})
    void sendsTheRangeThatIsAskedFor(String range, String body, String contentRange) {
        var answer = gateway.get(link(KEY), "range", range);

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.headers().firstValue("content-range")).contains(contentRange);
    }

    @Test
    void saysWhenThereIsNoSuchRange() {
        var answer = gateway.get(link(KEY), "range", "bytes=10-");

        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.headers().firstValue("content-range")).contains("bytes */10");
    }

    @Test
    void sendsTheWholeFileWhenItHasChangedSinceTheFirstPart() {
        var tag = gateway.get(link(KEY)).headers().firstValue("etag").orElseThrow();

        assertThat(gateway.get(link(KEY), "range", "bytes=1-1", "if-range", tag).statusCode()).isEqualTo(206);
        assertThat(gateway.get(link(KEY), "range", "bytes=1-1", "if-range", "\"other\"").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesLinksThatAreForgedExpiredOrForAnotherKey() {
        var expired = links.query(KEY, Instant.now().minusSeconds(1));
        var good = links.query(KEY, Instant.now().plusSeconds(60));

        for (var query : new String[]{"", "?" + expired, "?" + good + "x", "?" + good.replace("expires=", "expires=1"),
                "?expires=99999999999&signature=abc"}) {
            assertThat(gateway.get("/audio/" + KEY + query).statusCode()).as(query).isEqualTo(403);
        }
        assertThat(gateway.get("/audio/other.mp3?" + good).statusCode()).isEqualTo(403);
    }

    @Test
    void saysThatAFileIsGoneOnlyToWhoHasALink() {
        assertThat(gateway.get(link("speech_2.mp3")).statusCode()).isEqualTo(404);
        assertThat(gateway.get("/audio/speech_2.mp3").statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret.mp3", "..%2Fsecret.mp3", "%2e%2e/secret.mp3", "%2e%2e%2fsecret.mp3", ".hidden",
            "",
            "..%2f", "a%00.mp3", "..%5csecret.mp3", "a/../../secret.mp3"})
    void leavesItsDirectoryForNobody(String key) {
        var decoded = URLDecoder.decode(key, StandardCharsets.UTF_8);
        var query = links.query(decoded, Instant.now().plusSeconds(60));

        var answer = gateway.get("/audio/" + key + "?" + query);

        assertThat(answer.statusCode()).isBetween(400, 499);
        assertThat(answer.body()).doesNotContain("not for everybody");
    }

    @Test
    void followsNoSymbolicLink() throws IOException {
        Files.createSymbolicLink(directory.resolve("audio").resolve("link_1.mp3"), directory.resolve("secret.mp3"));

        assertThat(gateway.get(link("link_1.mp3")).statusCode()).isEqualTo(404);
    }

    @Test
    void sendsLargeFilesInPieces() throws IOException {
        var large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        Files.write(directory.resolve("audio").resolve("large_1.wav"), large);

        var answer = gateway.send(HttpRequest.newBuilder(gateway.request(link("large_1.wav")).build().uri()).build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.body()).isEqualTo(large);
    }

    private String link(String key) {
        return "/audio/" + key + "?" + links.query(key, Instant.now().plusSeconds(60));
    }
}
