package io.vibestream.gateway.openai;

import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Audio that a result only links to: fetched from the store and passed through, never held as a whole. */
public final class StoredAudio implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    /** Sends the body of what is at {@code url}; the link comes from the pipeline, not from a caller. */
    void send(String url, ServerResponse response) throws IOException, InterruptedException {
        var stored = client.send(HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream audio = stored.body()) {
            if (stored.statusCode() != 200) {
                throw new ProblemException(Problem.of(502, "server_error",
                        "The finished audio cannot be fetched: the store answered " + stored.statusCode()));
            }
            stored.headers().firstValueAsLong("content-length").ifPresent(response::contentLength);
            try (var out = response.outputStream()) {
                audio.transferTo(out);
            }
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
