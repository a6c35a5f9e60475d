package io.vibestream.gateway.jobs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Server-sent events to one caller. Used by the thread that serves the call. */
final class EventStream {

    /** Whoever stands between may take a longer silence for the end. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);
    private static final byte[] COMMENT = ": \n\n".getBytes(US_ASCII);
    private static final byte[] END = "\n\n".getBytes(US_ASCII);

    /** What nginx wants to hear, or it keeps events until it has enough of them. */
    private static final HeaderName UNBUFFERED = HeaderNames.create("x-accel-buffering");

    private final OutputStream body;
    private final InstantSource clock;
    private Instant lastSent;

    EventStream(ServerResponse response, InstantSource clock) {
        response.header(HeaderNames.CONTENT_TYPE, "text/event-stream");
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        response.header(UNBUFFERED, "no");
        body = response.outputStream();
        this.clock = clock;
        lastSent = clock.instant();
    }

    void send(String event, JsonNode content) throws IOException {
        body.write(("event: " + event + "\ndata: ").getBytes(US_ASCII));
        body.write(Json.bytes(content)); // JSON has no line breaks of its own
        body.write(END);
        flush();
    }

    /** Breaks a silence that has become too long. */
    void keepAlive() throws IOException {
        if (lastSent.plus(LONGEST_SILENCE).isBefore(clock.instant())) {
            body.write(COMMENT);
            flush();
        }
    }

    private void flush() throws IOException {
        body.flush();
        lastSent = clock.instant();
    }

    void close() throws IOException {
        body.close();
    }
}
