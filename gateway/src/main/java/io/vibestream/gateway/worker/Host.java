package io.vibestream.gateway.worker;

import com.fasterxml.jackson.databind.JsonNode;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.runtime.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Talks HTTP to RunPod, in the manner of its own library. Safe to share between threads. */
final class Host implements AutoCloseable {

    private final Optional<Secret> key;
    private final HttpClient client;

    Host(Optional<Secret> key) {
        this.key = key;
        client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    /** Asks, and waits as long as the host wants to think. */
    Answer get(URI address, Duration patience) throws InterruptedException {
        return send(HttpRequest.newBuilder(address).header("Content-Type", "application/json").GET(), patience);
    }

    /** The library that RunPod expects calls its JSON a form. */
    Answer post(URI address, String jobId, JsonNode body, Duration patience) throws InterruptedException {
        return send(HttpRequest.newBuilder(address).header("Content-Type", "application/x-www-form-urlencoded")
                .header("charset", "utf-8").header("X-Request-ID", jobId)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body))), patience);
    }

    private Answer send(HttpRequest.Builder request, Duration patience) throws InterruptedException {
        key.ifPresent(secret -> request.header("Authorization", secret.reveal()));
        try {
            var answer = client.send(request.timeout(patience).header("User-Agent", "VibeStream").build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            return read(answer);
        } catch (IOException failure) {
            return new Answer.Failed(failure.toString());
        }
    }

    private static Answer read(HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status == 429) {
            return new Answer.TooMany();
        }
        if (status >= 500) {
            return new Answer.Failed("status " + status);
        }
        if (status >= 300) {
            return new Answer.Refused(status);
        }
        if (answer.body().length == 0) {
            return new Answer.Nothing();
        }
        try {
            return new Answer.Content(Json.parse(answer.body()));
        } catch (ProblemException notJson) {
            return new Answer.Nothing(); // as RunPod's library has it: what is no JSON is no job
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
