package io.vibestream.gateway.page;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /}, {@code /docs} and the files under {@code /page} that they are made of. Nothing is built, and nothing comes from elsewhere. */
public final class Pages implements HttpService {

    private static final String FOLDER = "/page/";
    private static final List<String> FILES = List.of("app.css", "app.js", "api.js", "composer.js",
            "docs.css", "docs.js", "dom.js", "icon.svg", "job.js", "peaks.js", "player.js", "recent.js", "text.js",
            "voices.js", "waveform.js");
    /**
     * What a browser may do with the page: run its own scripts, talk to this gateway, and nothing else. Only sound may come from elsewhere,
     * because a finished job's link may lead to S3.
     */
    private static final String POLICY = String.join("; ", "default-src 'none'", "script-src 'self'",
            "style-src 'self'", "img-src 'self'", "connect-src 'self'", "media-src 'self' blob: http: https:",
            "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
            "require-trusted-types-for 'script'", "trusted-types 'none'");
    private static final List<Header> HEADERS = List.of(HeaderValues.create("content-security-policy", POLICY),
            HeaderValues.create("x-content-type-options", "nosniff"),
            HeaderValues.create("referrer-policy", "no-referrer"),
            HeaderValues.create("cross-origin-opener-policy", "same-origin"),
            // Asked for every time, sent only when it has changed: a new version is never half there.
            HeaderValues.create("cache-control", "no-cache"));

    private final Map<String, PageFile> files = new TreeMap<>();

    public Pages() {
        files.put("/", PageFile.read("index.html"));
        files.put("/docs", PageFile.read("docs.html"));
        FILES.forEach(name -> files.put(FOLDER + name, PageFile.read(name)));
    }

    @Override
    public void routing(HttpRules rules) {
        files.forEach((path, file) -> rules.get(path, (request, response) -> send(file, request, response)));
    }

    private static void send(PageFile file, ServerRequest request, ServerResponse response) {
        HEADERS.forEach(response::header);
        response.header(HeaderNames.ETAG, file.tag());
        if (isKnown(file, request)) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else {
            response.header(HeaderNames.CONTENT_TYPE, file.type());
            response.send(file.content());
        }
    }

    private static boolean isKnown(PageFile file, ServerRequest request) {
        return request.headers().first(HeaderNames.IF_NONE_MATCH).stream()
                .flatMap(known -> Arrays.stream(known.split(",", -1)))
                .anyMatch(known -> known.strip().equals(file.tag()));
    }
}
