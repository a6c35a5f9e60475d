package io.vibestream.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.gateway.http.Json;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that no honest client makes: each gets a 4xx in the shape of all others, and nothing is queued or kept. */
class MalformedJobsIT {

    private static final String JOB = "{\"input\":{\"text\":\"Hello.\"}}";

    @TempDir
    static Path directory = Path.of("");
    private static TestGateway gateway;

    /** A call, byte by byte. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Call(String what, byte[] bytes) {
        @Override
        public String toString() {
            return what;
        }
    }

    @BeforeAll
    static void start() {
        gateway = new TestGateway(directory);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    static Stream<Call> calls() {
        var calls = new ArrayList<Call>();
        for (var path : new String[]{"/run", "/v2/ep1/runsync"}) {
            noJson().forEach(body -> calls.add(post(path, body.getBytes(UTF_8))));
            noJobs().forEach(body -> calls.add(post(path, body.getBytes(UTF_8))));
            notUtf8().forEach(body -> calls.add(post(path, body)));
        }
        for (var id : badIds()) {
            for (var call : new String[]{"GET /status/", "POST /cancel/", "POST /v2/e/retry/",
                    "GET /v2/e/status-sync/"}) {
                calls.add(raw(call + id + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
            }
        }
        for (var number : new String[]{"soon", "-1", "1e3", "0x10", "1.5", "NaN", "+5", "%00", "9999999999999999",
                "%D9%A3",
                "1%202", ""}) {
            calls.add(post("/runsync?wait=" + number, JOB.getBytes(UTF_8)));
            calls.add(raw("GET /status/x?ttl=" + number + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"));
        }
        framing().forEach(request -> calls.add(raw(request)));
        methods().forEach(request -> calls.add(raw(request + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")));
        return calls.stream();
    }

    private static List<String> noJson() {
        return List.of("", " ", "{", "}", "[1", "nul", "tru", "'x'", "{\"input\":{}} x", "{\"input\":{\"text\":NaN}}",
                "{\"input\":{\"text\":Infinity}}", "{\"input\":{\"text\":-Infinity}}", "{\"input\":{\"text\":01}}",
                "{\"input\":{\"text\":+1}}", "{\"input\":{\"text\":.5}}", "{\"input\":{\"text\":\"a\u0000b\"}}",
                "{\"input\":{\"text\":\"a\nb\"}}", "{\"input\":{\"text\":\"\\x\"}}", "{\"input\":{\"text\":\"\\u12\"}}",
                "{\"input\":{\"text\":\"Hello.\",}}", "{input:{}}", "/* c */ {\"input\":{}}",
                "{\"input\":" + "[".repeat(50_000),
                "{\"input\":" + "[".repeat(100) + "]".repeat(100) + "}", "{\"input\":1" + "0".repeat(2_000) + "}",
                "input=Hello", "<input/>", "{\"input\":{\"text\":\"Hello.\"}}{\"input\":{}}");
    }

    private static List<String> noJobs() {
        return List.of("[]", "7", "null", "true", "\"text\"", "{}", "{\"Input\":{}}", "{\"text\":\"Hello.\"}",
                job("\"policy\":7"), job("\"policy\":[]"), job("\"policy\":\"fast\""),
                job("\"policy\":{\"executionTimeout\":\"60000\"}"), job("\"policy\":{\"executionTimeout\":4999}"),
                job("\"policy\":{\"executionTimeout\":604800001}"), job("\"policy\":{\"executionTimeout\":-1}"),
                job("\"policy\":{\"executionTimeout\":6000.5}"), job("\"policy\":{\"executionTimeout\":1e400}"),
                job("\"policy\":{\"executionTimeout\":99999999999999999999999}"), job("\"policy\":{\"ttl\":9999}"),
                job("\"policy\":{\"ttl\":{}}"), job("\"policy\":{\"ttl\":true}"),
                job("\"policy\":{\"lowPriority\":\"yes\"}"),
                job("\"policy\":{\"lowPriority\":1}"), job("\"webhook\":7"), job("\"webhook\":{}"),
                job("\"webhook\":\"file:///etc/passwd\""), job("\"webhook\":\"http://\""),
                job("\"webhook\":\"http://h:x/\""),
                job("\"webhook\":\"http://h/\\u0000\""), job("\"webhook\":\"http://h/\\r\\nX: y\""),
                job("\"webhook\":\"http://user:word@h/\""),
                job("\"webhook\":\"" + "http://h/" + "x".repeat(3000) + "\""));
    }

    private static String job(String more) {
        return JOB.substring(0, JOB.length() - 1) + "," + more + "}";
    }

    private static List<byte[]> notUtf8() {
        var text = "{\"input\":{\"text\":\"é\"}}";
        return List.of(text.getBytes(ISO_8859_1), text.getBytes(Charset.forName("windows-1252")),
                new byte[]{(byte) 0x1f, (byte) 0x8b, 8, 0, 0}, new byte[]{(byte) 0xff, (byte) 0xfe, 0, 0},
                "{\"input\":{\"text\":\"\u00c0\u0080\"}}".getBytes(ISO_8859_1),
                "{\"input\":{\"text\":\"\u00ed\u00a0\u0080\"}}".getBytes(ISO_8859_1));
    }

    private static List<String> badIds() {
        return List.of("nobody", "a%00b", "%0d%0aX:y", "..%2f..%2fetc%2fpasswd", "%2e%2e", "x".repeat(201), "%20",
                "a%7fb",
                "%ff%fe", "%zz", "a;b=c", "a/b", "%C2%85", "{id}", "*", "%F0%9F%92%A9", "a%2500");
    }

    private static List<String> framing() {
        var post = "POST /run HTTP/1.1\r\n";
        return List.of(post + "Connection: close\r\nContent-Length: 2\r\n\r\n{}",
                post + "Host: h\r\nConnection: close\r\nContent-Length: two\r\n\r\n{}",
                post + "Host: h\r\nConnection: close\r\nContent-Length: -2\r\n\r\n{}",
                post + "Host: h\r\nConnection: close\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
                post + "Host: h\r\nConnection: close\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                post + "Host: h\r\nConnection: close\r\nTransfer-Encoding: rot13\r\n\r\n{}",
                post + "Host: h\r\nConnection: close\r\nX: " + "y".repeat(70_000) + "\r\n\r\n",
                post + "Host: h\r\nConnection: close\r\nBad Header\r\n\r\n",
                post + "Host: h\r\nConnection: close\r\nX\u0000: y\r\n\r\n",
                post + "Host: h\r\nHost: i\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
                "POST  /run HTTP/1.1\r\nHost: h\r\n\r\n",
                "P\u0000ST /run HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST /run?%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
                "POST /ru\u0001n HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    }

    private static List<String> methods() {
        return List.of("GET /run", "GET /v2/e/runsync", "PUT /run", "DELETE /status/x", "PATCH /v2/e/run",
                "GET /cancel/x",
                "GET /retry/x", "GET /purge-queue", "POST /health", "POST /requests", "TRACE /run", "OPTIONS /nothing",
                "BREW /run", "POST /v2/run", "POST /v2/e/f/run", "POST /v2//run", "POST /v3/e/run", "POST /run/",
                "POST /RUN",
                "POST /v2/../run/x", "GET /v2/e/status", "GET /status/", "POST /cancel", "GET /v2/e/status/a/b",
                "POST /%72un/x", "GET /stream", "POST /..;/run", "POST /v2/e/%2e%2e/x/run", "GET /status/x%2fy/z");
    }

    private static Call post(String path, byte[] body) {
        var head = ("POST " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + body.length + "\r\n\r\n").getBytes(ISO_8859_1);
        var bytes = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, bytes, head.length, body.length);
        return new Call(path + " " + shown(new String(body, ISO_8859_1)), bytes);
    }

    private static Call raw(String request) {
        return new Call(shown(request), request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String shown(String text) {
        var escaped = text.replace("\r\n", " | ").replaceAll("[^ -~]", "?");
        return escaped.substring(0, Math.min(escaped.length(), 100));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void isRefusedInTheUsualShape(Call call) {
        int requests = gateway.pipeline.requests().size();
        int jobs = gateway.pipeline.jobs().known().size();

        var answer = RawHttp.send(gateway.port(), call.bytes());

        assertThat(answer.status()).as("%s: %s %s", call, answer.head(), answer.body()).isBetween(400, 499);
        assertThat(answer.body()).endsWith("}").doesNotContain("HTTP/1.1");
        var body = Json.parse(answer.body().getBytes(UTF_8));
        // What never was a request has no path either, and gets the other API's shape.
        var error = body.path("error").isObject() ? body.path("error").path("message") : body.path("error");
        assertThat(error.textValue()).as(answer.body()).isNotBlank();
        assertThat(body.size()).isEqualTo(1);
        assertThat(answer.head()).containsIgnoringCase("content-type: application/json");
        assertThat(gateway.pipeline.requests()).hasSize(requests);
        assertThat(gateway.pipeline.jobs().known()).hasSize(jobs);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /run\r\n\r\n", "POST /run HTTP/9.9\r\nHost: h\r\n\r\n", "nonsense\r\n\r\n",
            "\u0016\u0003\u0001\r\n\r\n"})
    void hangsUpOnWhoSpeaksSomethingElse(String notHttp) {
        var answer = RawHttp.send(gateway.port(), notHttp.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(answer.status()).as(answer.head()).isIn(0, 400);
    }

    @Test
    void hangsUpOnAnAddressWithoutEnd() {
        var endless = "POST /" + "r".repeat(70_000) + " HTTP/1.1\r\nHost: h\r\n\r\n";

        assertThat(RawHttp.send(gateway.port(), endless.getBytes(StandardCharsets.ISO_8859_1)).status()).isIn(0, 400,
                414);
    }

    @Test
    void isAtLeastEightyCallsLong() {
        assertThat(calls()).hasSizeGreaterThan(80);
    }
}
