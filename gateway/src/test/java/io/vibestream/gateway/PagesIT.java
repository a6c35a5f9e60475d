package io.vibestream.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the page as a browser gets them, from a gateway that wants keys for everything else. */
class PagesIT {

    private static final Pattern OWN_FILE = Pattern
            .compile("(?:href|src|from) ?=? ?\"(?:/page/|\\./)([a-z]+\\.[a-z]+)\"");

    @TempDir
    private static Path directory = Path.of("");
    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = new TestGateway(directory, Map.of("API_KEYS", "a key of this test"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"/, text/html; charset=utf-8", "/docs, text/html; charset=utf-8",
            "/page/app.css, text/css; charset=utf-8", "/page/app.js, text/javascript; charset=utf-8",
            "/page/icon.svg, image/svg+xml"})
    void comesWithoutAKeyAndRunsNothingButItsOwnScripts(String path, String type) {
        var answer = gateway.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).contains(type);
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
        assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void isSentAgainOnlyWhenItHasChanged() {
        var tag = gateway.get("/page/app.css").headers().firstValue("etag").orElseThrow();

        var known = gateway.get("/page/app.css", "if-none-match", "\"other\", " + tag);
        var unknown = gateway.get("/page/app.css", "if-none-match", "\"other\"");

        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(unknown.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs"})
    void everyFileThatAPageOrItsScriptsNameIsServed(String page) {
        assertThat(named(gateway.get(page).body())).isNotEmpty().allSatisfy(file -> {
            var answer = gateway.get("/page/" + file);
            assertThat(answer.statusCode()).as(file).isEqualTo(200);
            assertThat(named(answer.body())).allSatisfy(
                    next -> assertThat(gateway.get("/page/" + next).statusCode()).as(next).isEqualTo(200));
        });
    }

    private static Stream<String> named(String source) {
        return OWN_FILE.matcher(source).results().map(found -> found.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/page/", "/page/index.html", "/page/../page/app.js.map", "/page/%2e%2e/PageFile.class",
            "/page/Pages.class"})
    void nothingElseIsServed(String path) {
        assertThat(gateway.get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void isThereWhileTheVoiceIsBeingLoaded() {
        try (var opened = TestGateway.opened(directory, Map.of())) {
            assertThat(opened.get("/").statusCode()).isEqualTo(200);
            assertThat(opened.get("/v1/models").statusCode()).isEqualTo(503);
        }
    }
}
