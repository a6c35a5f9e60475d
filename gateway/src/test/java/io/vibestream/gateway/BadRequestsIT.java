package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.gateway.http.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What strangers send to OpenAI's routes: every answer is a 4xx in OpenAI's envelope, and nothing is left of it. */
class BadRequestsIT {

    private static final String PATH = "/v1/audio/speech";
    private static final int MANY = 10_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    static Path directory = Path.of("");
    private static TestGateway gateway;

    /** @param wire what is written to the socket, byte by byte in Latin-1 */
    record Bad(String name, String wire) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void start() {
        gateway = new TestGateway(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static List<Bad> requests() {
        var all = new ArrayList<Bad>();
        fields().forEach(field -> all.add(new Bad("field " + field, post(PATH, with(field)))));
        bodies().forEach(body -> all.add(new Bad("body " + shown(body), post(PATH, body))));
        paths().forEach(path -> all.add(new Bad("path " + path, "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n")));
        for (var method : List.of("GET", "PUT", "DELETE", "PATCH")) {
            all.add(new Bad("method " + method, method + " " + PATH
                    + " HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"));
        }
        heads().forEach(head -> all.add(new Bad("head " + shown(head), head)));
        return all;
    }

    /** Of an otherwise good body, one field that is not. */
    private static Stream<String> fields() {
        return Stream.of(
                "\"model\":null", "\"model\":1", "\"model\":[]", "\"model\":{}", "\"model\":true", "\"model\":\"\"",
                "\"model\":\" \\t\"", "\"model\":\"\\ud800\"",
                "\"input\":null", "\"input\":0", "\"input\":[\"a\"]", "\"input\":{\"a\":1}", "\"input\":false",
                "\"input\":\"\"", "\"input\":\"\\n\\r\\t \"", "\"input\":\"\\udfff\"", "\"input\":\"\\ud83d x\"",
                "\"input\":\"" + "a".repeat(4097) + "\"",
                "\"voice\":null", "\"voice\":3", "\"voice\":[\"alloy\"]", "\"voice\":{}", "\"voice\":{\"id\":null}",
                "\"voice\":{\"id\":7}", "\"voice\":{\"id\":\"\"}", "\"voice\":{\"name\":\"alloy\"}",
                "\"voice\":\"\"", "\"voice\":\"nobody\"", "\"voice\":\"Alloy\"", "\"voice\":\"../../etc/passwd\"",
                "\"voice\":\"..\\\\..\\\\boot.ini\"", "\"voice\":\"alloy\\u0000\"", "\"voice\":\"alloy\\r\\nX: y\"",
                "\"voice\":\"/etc/passwd\"", "\"voice\":\"%2e%2e%2f\"", "\"voice\":\"" + "v".repeat(5000) + "\"",
                "\"voice\":{\"id\":\"../alloy\"}",
                "\"response_format\":\"ogg\"", "\"response_format\":\"MP3\"", "\"response_format\":1",
                "\"response_format\":[]", "\"response_format\":\"\"", "\"response_format\":\"mp3\\u0000\"",
                "\"response_format\":\"../mp3\"",
                "\"speed\":0", "\"speed\":0.2", "\"speed\":4.01", "\"speed\":-1", "\"speed\":1e999", "\"speed\":-1e999",
                "\"speed\":\"1\"", "\"speed\":[1]", "\"speed\":{}", "\"speed\":true", "\"speed\":NaN",
                "\"speed\":Infinity", "\"speed\":" + "9".repeat(400), "\"speed\":1e-400", "\"speed\":0x1",
                "\"speed\":01",
                "\"speed\":.5", "\"speed\":+1",
                "\"stream_format\":\"ws\"", "\"stream_format\":1", "\"stream_format\":\"SSE\"", "\"stream_format\":{}",
                "\"stream\":\"yes\"", "\"stream\":1", "\"stream\":[]",
                "\"instructions\":1", "\"instructions\":[]", "\"instructions\":\"" + "i".repeat(4097) + "\"",
                "\"instructions\":\"\\ud800\"",
                "\"x\":" + "[".repeat(100) + "]".repeat(100), "\"x\":" + "{\"a\":".repeat(100) + "1" + "}".repeat(100),
                "\"x\":" + "9".repeat(2000));
    }

    private static Stream<String> bodies() {
        return Stream.of("", " ", "null", "1", "\"text\"", "[]", "[{}]", "true", "{", "}", "{\"model\"}",
                "{\"model\":}",
                "{'model':'tts-1'}", "{model:1}", "{} {}", "{}x", with("") + with(""), "\u0000", "\u0001\u0002\u0003",
                "\u00ff\u00fe{\u0000}\u0000", "{\"model\":\"\u00c3(\"}", "{\"model\":\"\u00ed\u00a0\u0080\"}",
                "{\"a\":\"\u0007\"}", "{\"model\":\"\\x\"}", "{\"model\":\"\\u12\"}", "a=b&c=d", "<xml/>",
                "--x\r\nContent-Disposition: form-data; name=\"input\"\r\n\r\nHello\r\n--x--\r\n",
                "[".repeat(100_000), "{\"a\":".repeat(50_000), "\"" + "a".repeat(1_100_000) + "\"");
    }

    private static Stream<String> paths() {
        return Stream.of("/v1", "/v1/", "/v1/nothing", "/v1/audio", "/v1/audio/", "/v1/audio/speech/",
                "/v1/audio/speech/x", "/v1/audio//speech", "/v1/models/none", "/v1/models/%2e%2e%2fetc%2fpasswd",
                "/v1/models/..%2f..%2f", "/v1/models/a%00b", "/v1/models/" + "m".repeat(1000),
                "/v1/models/%F0%9F%98%80",
                "/v1/audio/%2e%2e/%2e%2e/etc/passwd", "/v1/chat/completions", "/v1/audio/transcriptions");
    }

    private static Stream<String> heads() {
        var body = with("");
        var length = "Content-Length: " + body.length() + "\r\n";
        return Stream.of(
                "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n",
                "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
                "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
                "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\n" + length + "\r\n" + body,
                "POST " + PATH + " HTTP/1.1\r\n" + length + "\r\n" + body,
                "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n" + length + "\r\n" + body,
                "POST " + PATH + " HTTP/1.1\r\nHost: x\r\nX: " + "h".repeat(70_000) + "\r\n" + length + "\r\n" + body,
                "POST " + PATH + "?" + "q".repeat(70_000) + " HTTP/1.1\r\nHost: x\r\n" + length + "\r\n" + body,
                "POST " + PATH + " HTTP/9.9\r\nHost: x\r\n" + length + "\r\n" + body);
    }

    private static String with(String field) {
        var name = field.isEmpty() ? "" : field.substring(1, field.indexOf('"', 1));
        var good = new ArrayList<String>();
        Map.of("model", "tts-1", "input", "Hello.", "voice", "alloy").forEach((key, value) -> {
            if (!key.equals(name)) {
                good.add("\"" + key + "\":\"" + value + "\"");
            }
        });
        if (!field.isEmpty()) {
            good.add(field);
        }
        return "{" + String.join(",", good) + "}";
    }

    private static String post(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(60, text.length())).replaceAll("[^ -~]", "?");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void isAnsweredWithTheFourKeysOfAnError(Bad bad) throws IOException {
        var answer = send(bad);

        assertThat(answer).as(bad.name()).matches("(?s)HTTP/1\\.1 4\\d\\d .*");
        var error = Json.parse(answer.substring(answer.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8))
                .path("error");
        assertThat(error.propertyStream().map(Map.Entry::getKey)).as(bad.name() + ": " + shown(answer))
                .containsExactly("message", "type", "param", "code");
        assertThat(gateway.pipeline.requests()).as(bad.name()).isEmpty();
    }

    @Test
    void thereAreManyWaysToBeWrong() {
        assertThat(requests()).hasSizeGreaterThan(130);
    }

    @Test
    void tenThousandOfThemLeaveNothing() throws IOException {
        var small = requests().stream().filter(bad -> bad.wire().length() < 10_000).toList();
        for (int i = 0; i < MANY / 10; i++) {
            send(small.get(i % small.size()));
        }
        long before = TestGateway.usedMemory();

        for (int i = 0; i < MANY; i++) {
            assertThat(send(small.get(i % small.size()))).startsWith("HTTP/1.1 4");
        }

        assertThat(TestGateway.usedMemory() - before).isLessThan(30 * MEGABYTE);
        assertThat(gateway.get("/ping").statusCode()).isEqualTo(200);
        assertThat(gateway.isRunning()).isTrue();
        assertThat(gateway.pipeline.requests()).isEmpty();
    }

    /** Reads until the whole answer is here, which may be followed by the end of the connection or not. */
    private static String send(Bad bad) throws IOException {
        var uri = URI.create(gateway.url(PATH));
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(bad.wire().getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException answeredEarly) {
                // A server that has read enough answers and closes; the answer is what counts.
            }
            var answer = new ByteArrayOutputStream();
            int next = 0;
            while (next >= 0 && !isWhole(answer.toString(StandardCharsets.UTF_8))) {
                var piece = new byte[8192];
                next = socket.getInputStream().read(piece);
                answer.write(piece, 0, Math.max(0, next));
            }
            return answer.toString(StandardCharsets.UTF_8);
        }
    }

    private static boolean isWhole(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        var length = LENGTH.matcher(answer);
        return end >= 0 && length.find()
                && answer.getBytes(StandardCharsets.UTF_8).length >= end + 4 + Integer.parseInt(length.group(1));
    }
}
