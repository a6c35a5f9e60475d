package io.vibestream.standalone.bulk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vibestream.schemas.SpeechRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Through a gateway, where Kafka is out of reach: every row is a job of the row's id. The same job twice is one job, which the gateway knows
 * for days, so a later run finds what an earlier one has asked for by asking again. Used by one thread.
 */
final class GatewayRoute implements Route {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration LONGEST_CALL = Duration.ofMinutes(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int TRIES = 8;
    private static final int LONGEST_WAIT_SECONDS = 60;

    private final URI gateway;
    private final Optional<String> key;
    private final ResultsFile results;
    private final InstantSource clock;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final Set<String> underWay = new LinkedHashSet<>();
    private final List<Ended> atOnce = new ArrayList<>();
    private Instant looked = Instant.EPOCH;

    GatewayRoute(URI gateway, Optional<String> key, ResultsFile results, InstantSource clock) {
        this.gateway = gateway;
        this.key = key;
        this.results = results;
        this.clock = clock;
    }

    @Override
    public List<Ended> earlier() throws InterruptedException {
        var answer = call("/v1/jobs?limit=1", HttpRequest.Builder::GET);
        if (answer.statusCode() != 200) {
            throw refused(answer);
        }
        return List.of();
    }

    @Override
    public void send(SpeechRequest request) throws InterruptedException {
        var id = request.getId();
        var answer = call(path(id), call -> call.header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(JobBody.of(request).toString())));
        switch (answer.statusCode()) {
            case 200, 201 -> note(id, json(answer));
            case 400, 409, 413 -> atOnce.add(Ended.failed(id, message(answer)));
            default -> throw refused(answer);
        }
    }

    @Override
    public List<Ended> ended(Duration patience) throws InterruptedException {
        var next = looked.plus(BETWEEN_LOOKS);
        if (atOnce.isEmpty() && clock.instant().isBefore(next)) {
            var left = Duration.between(clock.instant(), next);
            Thread.sleep(left.compareTo(patience) < 0 ? left : patience);
        }
        if (!clock.instant().isBefore(next)) {
            for (var id : List.copyOf(underWay)) {
                look(id);
            }
            looked = clock.instant();
        }
        var ends = List.copyOf(atOnce);
        atOnce.clear();
        return ends;
    }

    private void look(String id) throws InterruptedException {
        var answer = call(path(id), HttpRequest.Builder::GET);
        switch (answer.statusCode()) {
            case 200 -> note(id, json(answer));
            case 404 -> {
                underWay.remove(id);
                atOnce.add(Ended.failed(id, "somebody deleted the job"));
            }
            default -> throw refused(answer);
        }
    }

    private void note(String id, JsonNode job) {
        var end = JobBody.ended(id, job);
        if (end.isPresent()) {
            underWay.remove(id);
            atOnce.add(end.get());
        } else {
            underWay.add(id);
        }
    }

    /** Ids need no escapes: {@link JobBody#problem} lets no others pass. */
    private static String path(String id) {
        return "/v1/jobs/" + id;
    }

    /** Calls as often as it makes sense: a gateway that is busy, or starts anew, says so. */
    private HttpResponse<String> call(String path, UnaryOperator<HttpRequest.Builder> method)
            throws InterruptedException {
        var request = HttpRequest.newBuilder(gateway.resolve(path)).timeout(LONGEST_CALL);
        key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        var call = method.apply(request).build();
        for (int attempt = 1;; attempt++) {
            try {
                var answer = http.send(call, BodyHandlers.ofString());
                boolean busy = answer.statusCode() == 429 || answer.statusCode() >= 500;
                if (!busy || attempt == TRIES) {
                    return answer;
                }
                Thread.sleep(Duration.ofSeconds(Math.min(LONGEST_WAIT_SECONDS,
                        answer.headers().firstValueAsLong("retry-after").orElse(attempt))));
            } catch (IOException e) {
                if (attempt == TRIES) {
                    throw new BulkException(
                            "the gateway at " + gateway + " does not answer; the same command tries again", e);
                }
                Thread.sleep(Duration.ofSeconds(attempt));
            }
        }
    }

    private BulkException refused(HttpResponse<String> answer) {
        return new BulkException("the gateway at " + gateway + " answered " + answer.statusCode() + ": "
                + message(answer) + "; the same command tries again");
    }

    private static String message(HttpResponse<String> answer) {
        try {
            var message = JSON.readTree(answer.body()).path("error").path("message").asText();
            return message.isEmpty() ? "status " + answer.statusCode() : message;
        } catch (JsonProcessingException noJson) {
            return "status " + answer.statusCode();
        }
    }

    private JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new BulkException("the gateway at " + gateway + ": expected a job in JSON, found something else", e);
        }
    }

    @Override
    public void recorded() throws IOException {
        results.force();
    }

    @Override
    public void close() {
        http.close();
    }
}
