package io.vibestream.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vibestream.gateway.http.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Calls of {@code /v1/jobs} that are wrong: each is told where and why, and nothing is queued or kept. */
class JobsRequestsIT {

    @TempDir
    static Path directory = Path.of("");
    private static TestGateway gateway;

    /**
     * A call that is refused.
     *
     * @param param what the error is about
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Call(String what, byte[] bytes, int status, String param) {
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
        bodies().forEach(row -> {
            calls.add(call("PUT", "/v1/jobs/an-id", row[1], 400, row[0]));
            calls.add(call("POST", "/v1/jobs", row[1], 400, row[0]));
        });
        for (var id : badIds()) {
            calls.add(call("PUT", "/v1/jobs/" + id, "{\"input\":\"Hello.\"}", 400, "id"));
            calls.add(call("GET", "/v1/jobs/" + id, "", 400, "id"));
            calls.add(call("DELETE", "/v1/jobs/" + id, "", 400, "id"));
            calls.add(call("POST", "/v1/jobs/" + id + "/cancel", "", 400, "id"));
        }
        queries().forEach(row -> calls.add(call("GET", "/v1/jobs?" + row[1], "", 400, row[0])));
        for (var route : List.of("PATCH /v1/jobs/a", "DELETE /v1/jobs", "PUT /v1/jobs", "GET /v1/jobs/a/b",
                "GET /v1/jobs/a/cancel", "POST /v1/jobs/a", "PUT /v1/jobs/a/cancel", "GET /v1/Jobs", "GET /v1/jobs/",
                "POST /v1/jobs/a/cancel/b")) {
            var words = route.split(" ", -1);
            calls.add(call(words[0], words[1], "", 404, ""));
        }
        for (var id : List.of("..", "a%2fb")) { // these are other addresses
            calls.add(call("GET", "/v1/jobs/" + id, "", 404, ""));
            calls.add(call("PUT", "/v1/jobs/" + id, "{\"input\":\"Hello.\"}", 404, ""));
        }
        calls.add(call("GET", "/v1/jobs/{id}", "", 400, ""));
        return calls.stream();
    }

    private static List<String[]> bodies() {
        return List.of(row("", ""), row("", "{"), row("", "[]"), row("", "null"), row("", "7"), row("", "\"text\""),
                row("", "{\"input\":\"a\"} x"), row("", "{'input':'a'}"), row("", "{\"input\":\"a\",}"),
                row("", "{\"input\":NaN}"), row("", "{\"input\":" + "[".repeat(10_000)),
                row("input", "{}"), row("input", "{\"input\":null}"), row("input", "{\"input\":\"\"}"),
                row("input", "{\"input\":\" \\n\\t \"}"), row("input", "{\"input\":7}"), row("input", "{\"input\":[]}"),
                row("input", "{\"input\":\"a\",\"script\":[]}"), row("input", "{\"input\":\"\\ud800\"}"),
                row("input", "{\"input\":\"" + "a".repeat(500_001) + "\"}"),
                row("input", "{\"input\":\"" + "漢".repeat(300_001) + "\"}"),
                row("script", "{\"script\":7}"), row("script", "{\"script\":[]}"), row("script", "{\"script\":\"\"}"),
                row("script", "{\"script\":{\"text\":\"a\"}}"), row("script", "{\"script\":[{\"text\":\" \"}]}"),
                row("script", "{\"script\":\"no label here\"}"),
                row("script[0].text", "{\"script\":[{\"speaker\":\"1\"}]}"),
                row("script[0].text", "{\"script\":[{\"text\":7}]}"),
                row("script[1].speaker", "{\"script\":[{\"text\":\"a\"},{\"speaker\":2,\"text\":\"b\"}]}"),
                row("script[0].voice", "{\"script\":[{\"text\":\"a\",\"voice\":\"b\"}]}"),
                row("script", "{\"script\":[" + String.join(",", Stream.of(1, 2, 3, 4, 5)
                        .map(n -> "{\"speaker\":\"" + n + "\",\"text\":\"a\"}").toList()) + "]}"),
                row("text", "{\"text\":\"a\"}"), row("Input", "{\"Input\":\"a\"}"),
                more("model", "\"tts-1\""), more("response_format", "\"mp3\""), more("bitrateKbps", "64"),
                more("voice", "7"), more("voice", "\"\""), more("voice", "\"" + "v".repeat(201) + "\""),
                more("voice", "{\"id\":\"a\"}"), more("voices", "[]"), more("voices", "\"a\""),
                row("voices.1", body("voices", "{\"1\":7}")), row("voices.1", body("voices", "{\"1\":\"\"}")),
                more("format", "\"mp4\""), more("format", "\"MP3\""), more("format", "7"),
                more("bitrate_kbps", "7"), more("bitrate_kbps", "321"), more("bitrate_kbps", "64.5"),
                more("bitrate_kbps", "\"64\""), more("bitrate_kbps", "1e30"), more("sample_rate", "12345"),
                more("sample_rate", "-1"), row("sample_rate",
                        "{\"input\":\"a\",\"format\":\"opus\",\"sample_rate\":44100}"),
                more("speed", "0.2"), more("speed", "4.01"), more("speed", "\"1\""), more("speed", "1e999"),
                more("loudness", "-71"), more("loudness", "0"), more("loudness", "\"loud\""), more("seed", "1.5"),
                more("seed", "9223372036854775808"), more("seed", "\"7\""), more("cfg_scale", "\"1.3\""),
                row("", body("cfg_scale", "0")), row("", body("cfg_scale", "-1")), more("steps", "0"),
                more("steps", "51"), more("steps", "true"), more("silence_ms", "-1"), more("silence_ms", "60001"),
                more("paragraph_pause_ms", "60001"), more("paragraph_pause_ms", "[1]"), more("captions", "\"srt\""),
                more("captions", "[\"ass\"]"), more("captions", "[7]"), more("priority", "\"urgent\""),
                more("priority", "1"), more("title", "\"" + "t".repeat(201) + "\""), more("title", "{}"),
                more("name", "\" \""), more("metadata", "[]"), row("metadata.a", body("metadata", "{\"a\":7}")),
                row("metadata.a", body("metadata", "{\"a\":null}")),
                row("metadata.a", body("metadata", "{\"a\":{\"b\":\"c\"}}")),
                more("metadata", "{\"a\":\"" + "x".repeat(16_384) + "\"}"),
                more("metadata", "{\"webhook-of-job\":\"x\"}"), more("webhook", "7"), more("webhook", "\"\""),
                more("webhook", "\"ftp://h/\""), more("webhook", "\"http://u:p@h/\""), more("webhook", "\"//h\""),
                more("webhook", "\"https://h/" + "x".repeat(2048) + "\""), more("expires_in", "0"),
                more("expires_in", "604801"), more("expires_in", "\"60\""), more("expires_in", "1.5"));
    }

    private static String[] row(String param, String body) {
        return new String[]{param, body};
    }

    /** A body with one field more. */
    private static String[] more(String field, String value) {
        return row(field, body(field, value));
    }

    private static String body(String field, String value) {
        return "{\"input\":\"a\",\"" + field + "\":" + value + "}";
    }

    private static List<String> badIds() {
        return List.of("-a", ".a", ":a", "a%00b", "%20", "a%20b", "x".repeat(201), "a~1", "%C3%A9",
                "%F0%9F%92%A9", "a%0d%0ab", "a%22", "%3Cscript%3E", "a+b", "a@b", "a%7f");
    }

    private static List<String[]> queries() {
        return List.of(row("limit", "limit=0"), row("limit", "limit=101"), row("limit", "limit=-1"),
                row("limit", "limit=ten"), row("limit", "limit="), row("limit", "limit=1e1"),
                row("limit", "limit=%D9%A3"), row("after", "after=nobody"), row("id", "after=.."),
                row("id", "after="), row("state", "state=done"), row("state", "state="), row("state", "state=QUEUED"),
                row("state", "state=queued,"), row("state", "state=queued;completed"),
                row("priority", "priority=low"), row("priority", "priority="));
    }

    private static Call call(String method, String path, String body, int status, String param) {
        var content = body.getBytes(UTF_8);
        var head = (method + " " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: application/json"
                + "\r\nContent-Length: " + content.length + "\r\n\r\n").getBytes(ISO_8859_1);
        var bytes = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, bytes, head.length, content.length);
        var shown = (method + " " + path + " " + body).replaceAll("[^ -~]", "?");
        return new Call(shown.substring(0, Math.min(120, shown.length())), bytes, status, param);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void isToldWhatIsWrong(Call call) {
        var answer = RawHttp.send(gateway.port(), call.bytes());

        assertThat(answer.status()).as("%s: %s %s", call, answer.head(), answer.body()).isEqualTo(call.status());
        var error = Json.parse(answer.body().getBytes(UTF_8)).path("error");
        assertThat(error.path("message").textValue()).as(answer.body()).isNotBlank().hasSizeLessThan(1_500);
        assertThat(error.path("type").textValue()).isEqualTo("invalid_request_error");
        assertThat(error.has("param")).isTrue();
        assertThat(error.has("code")).isTrue();
        assertThat(error.path("param").isNull() ? "" : error.path("param").textValue()).as(answer.body())
                .isEqualTo(call.param());
        assertThat(gateway.pipeline.requests()).isEmpty();
        assertThat(gateway.pipeline.jobs().known()).isEmpty();
    }

    @Test
    void namesTheRuleOfIdsAndTheKnownFields() {
        assertThat(gateway.get("/v1/jobs/a~b").body()).contains("1 to 200 letters");
        assertThat(gateway.post("/v1/jobs", "{\"input\":\"a\",\"foo\":1,\"bar\":2}").body())
                .contains("'foo', 'bar'").contains("paragraph_pause_ms");
    }

    @Test
    void refusesMoreThanEightMegabytes() {
        assertThat(gateway.post("/v1/jobs", " ".repeat(8_000_001)).statusCode()).isEqualTo(413);
    }

    @Test
    void refusesAnIdempotencyKeyThatIsNone() {
        for (var key : List.of("k".repeat(256), " ")) {
            var answer = gateway.post("/v1/jobs", "{\"input\":\"a\"}", "Idempotency-Key", key);
            assertThat(answer.statusCode()).as(key).isEqualTo(400);
            assertThat(answer.body()).contains("invalid_idempotency_key");
        }
    }

    @Test
    void isAtLeastSixtyCallsLong() {
        assertThat(calls()).hasSizeGreaterThan(60);
    }
}
