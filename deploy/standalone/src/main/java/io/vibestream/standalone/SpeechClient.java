package io.vibestream.standalone;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks a running server to speak, through the same API as everybody else. */
final class SpeechClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final URI server;
    private final Optional<String> apiKey;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT)
            .build();

    SpeechClient(URI server, Optional<String> apiKey) {
        this.server = server;
        this.apiKey = apiKey;
    }

    /** Whether somebody answers there. */
    boolean isUp() throws InterruptedException {
        try {
            return http.send(request("/ping").timeout(CONNECT).GET().build(), BodyHandlers.discarding())
                    .statusCode() < 500;
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            throw new StandaloneException(server + " does not answer as a VibeStream server: " + e.getMessage(), e);
        }
    }

    /** Speaks a text and waits for the answer in RunPod's form. */
    JsonNode runSync(String text, String voice, Optional<Long> seed) throws IOException, InterruptedException {
        var body = JSON.createObjectNode();
        var input = body.putObject("input").put("text", text).put("speaker_name", voice);
        seed.ifPresent(value -> input.put("seed", value));
        var answer = json(
                http.send(request("/runsync?wait=300000").timeout(LONGEST).header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())).build(), BodyHandlers.ofString()));
        if (!"COMPLETED".equals(answer.path("status").asText())) {
            throw new StandaloneException(
                    "the server could not speak this: " + answer.path("error").asText(answer.toString()));
        }
        return answer;
    }

    /** Downloads finished audio into a file. */
    void download(URI url, Path file) throws IOException, InterruptedException {
        var response = http.send(HttpRequest.newBuilder(url).timeout(LONGEST).GET().build(),
                answer -> answer.statusCode() == 200
                        ? BodySubscribers.ofFile(file, CREATE, WRITE, TRUNCATE_EXISTING)
                        : BodySubscribers.replacing(file));
        if (response.statusCode() != 200) {
            throw new StandaloneException("download of the audio: expected status 200, found " + response.statusCode());
        }
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(server.resolve(path));
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new StandaloneException("the server answered " + response.statusCode() + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }
}
