package io.vibestream.runtime.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** JSON over HTTP to a registry: tries its addresses in turn, again after a pause, and turns answers into JSON or exceptions. */
final class RegistryHttp {

    /** How patient the client is: all addresses are tried in each round; the pause between rounds doubles. */
    record Patience(int rounds, Duration firstPause) {

        static final Patience DEFAULT = new Patience(5, Duration.ofMillis(200));
    }

    private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT).build();
    private final RegistrySettings settings;
    private final Patience patience;

    RegistryHttp(RegistrySettings settings, Patience patience) {
        this.settings = settings;
        this.patience = patience;
    }

    JsonNode get(String path) {
        return send(path, Optional.empty());
    }

    JsonNode post(String path, JsonNode body) {
        return send(path, Optional.of(body.toString()));
    }

    private JsonNode send(String path, Optional<String> body) {
        var pause = patience.firstPause();
        for (int round = 1;; round++) {
            try {
                return tryEachAddress(path, body);
            } catch (IOException failure) {
                if (round == patience.rounds()) {
                    throw new RegistryUnavailableException("schema registry at " + settings.addresses()
                            + ": gave up after " + round + " tries: " + failure, failure);
                }
            }
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stop) {
                throw interrupted(stop);
            }
            pause = pause.multipliedBy(2);
        }
    }

    private JsonNode tryEachAddress(String path, Optional<String> body) throws IOException {
        var last = new IOException("there is no address");
        for (var address : settings.addresses()) {
            try {
                return answer(address, http.send(request(address, path, body), BodyHandlers.ofString()));
            } catch (IOException failure) {
                last = failure;
            } catch (InterruptedException stop) {
                throw interrupted(stop);
            }
        }
        throw last;
    }

    private HttpRequest request(URI address, String path, Optional<String> body) {
        var base = address.toString().replaceAll("/+$", "");
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(REQUEST_TIMEOUT)
                .header("Accept", MEDIA_TYPE + ", application/json");
        body.ifPresent(json -> request.header("Content-Type", MEDIA_TYPE).POST(BodyPublishers.ofString(json)));
        settings.basicAuth().ifPresent(secret -> request.header("Authorization",
                "Basic " + Base64.getEncoder().encodeToString(secret.reveal().getBytes(StandardCharsets.UTF_8))));
        return request.build();
    }

    /** An IOException is worth another try; every other exception is final. */
    private static JsonNode answer(URI address, HttpResponse<String> response) throws IOException {
        int status = response.statusCode();
        if (status >= 500 || status == TOO_MANY_REQUESTS) {
            throw new IOException(address + " answered with status " + status);
        }
        var json = parse(response.body());
        if (status / 100 != 2) {
            var message = json.map(node -> node.path("message").asText()).filter(text -> !text.isEmpty())
                    .orElse("no reason given");
            int code = json.map(node -> node.path("error_code").asInt(status)).orElse(status);
            throw new RegistryRefusedException(
                    "schema registry at " + address + ": status " + status + ", " + message, status, code);
        }
        return json.orElseThrow(() -> new RegistryRefusedException(
                "schema registry at " + address + ": expected JSON, found something else; is it a registry?", status,
                status));
    }

    private static Optional<JsonNode> parse(String body) {
        try {
            return Optional.of(JSON.readTree(body)).filter(JsonNode::isContainerNode);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static RegistryUnavailableException interrupted(InterruptedException stop) {
        Thread.currentThread().interrupt();
        return new RegistryUnavailableException("interrupted while asking the schema registry", stop);
    }
}
