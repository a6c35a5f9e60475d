package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a body that was refused is never taken for a request. */
class UnreadBodiesIT {

    private static final String SMUGGLED = "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final int LIMIT = 1 << 20;
    /** Larger than any route allows by more than the server skips. */
    private static final int HUGE = 24_000_000;

    @TempDir
    static Path directory = Path.of("");
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/audio/speech", "/run", "/runsync"})
    void afterABodyThatIsTooLongTheConnectionEnds(String path) {
        var answer = send(path, chunk("a".repeat(HUGE)) + chunk(SMUGGLED));

        // The rest of so much may be lost with the connection, and the answer with it.
        assertThat(answer.status()).isIn(0, 413);
        assertThat(answer.body() + answer.head()).doesNotContain("HTTP/1.1 200").doesNotContain("vibevoice-7b");
    }

    /** The reading stops at the limit, which may be in the middle of a chunk or between two. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100, 8191})
    void whatStandsBehindTheLimitIsNoRequest(int beyond) {
        var start = "a".repeat(LIMIT + beyond);

        var inOneChunk = send("/v1/audio/speech", chunk(start + SMUGGLED.repeat(1000)) + "0\r\n\r\n");
        var behindAChunk = send("/v1/audio/speech", chunk(start) + SMUGGLED.repeat(1000));
        var inPieces = send("/v1/audio/speech", chunk("a").repeat(LIMIT + beyond) + SMUGGLED.repeat(1000));

        for (var answer : List.of(inOneChunk, behindAChunk, inPieces)) {
            assertThat(answer.status()).isIn(400, 413);
            assertThat(answer.body()).doesNotContain("HTTP/1.1 200").doesNotContain("vibevoice-7b");
        }
    }

    @Test
    void whoSendsALittleTooMuchHearsIt() {
        var answer = send("/v1/audio/speech", chunk("a".repeat(1_100_000)) + chunk(SMUGGLED) + "0\r\n\r\n" + SMUGGLED);

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.head()).containsIgnoringCase("connection: close");
        assertThat(answer.body()).doesNotContain("HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "5\r\nabcdeXX", "-5\r\nabcde\r\n", "7fffffffff\r\n"})
    void afterChunksThatEndWronglyTheConnectionEnds(String chunks) {
        var answer = send("/v1/audio/speech", chunks + SMUGGLED);

        assertThat(answer.status()).isIn(0, 400, 413);
        assertThat(answer.body() + answer.head()).doesNotContain("HTTP/1.1 200").doesNotContain("vibevoice-7b");
    }

    @Test
    void aBodyThatSaysItsLengthIsSkippedAndTheNextRequestAnswered() {
        var answer = RawHttp.send(gateway.port(),
                ("POST /v1/audio/speech HTTP/1.1\r\nHost: x\r\nContent-Length: 1100000"
                        + "\r\n\r\n" + "a".repeat(1_100_000) + SMUGGLED).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("HTTP/1.1 200").contains("vibevoice-7b");
    }

    private static RawHttp.Answer send(String path, String body) {
        return RawHttp.send(gateway.port(),
                ("POST " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + body).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String chunk(String content) {
        return Integer.toHexString(content.length()) + "\r\n" + content + "\r\n";
    }
}
