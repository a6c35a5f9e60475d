package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.vibestream.gateway.http.CallId;
import io.vibestream.gateway.http.Exchange;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.RequestRules;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** RunPod's endpoint API, at the root and under {@code /v2/{endpoint}} as on RunPod itself; the endpoint's name means nothing here. */
public final class EndpointApi implements HttpService {

    private static final List<String> BASES = List.of("", "/v2/{endpoint}");
    private static final int MAX_BODY = 10_000_000;
    private static final int MAX_SYNC_BODY = 20_000_000;
    /** What clients send where there is nothing to say. */
    private static final int MAX_EMPTY_BODY = 10_000;
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(90);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration SHORTEST_KEPT = Duration.ofMinutes(1);
    private static final Duration LONGEST_TTL = Duration.ofDays(7);

    private final JobIntake intake;
    private final JobDesk desk;
    private final S3Config stores;
    private final Duration keptFor;

    /**
     * The API in front of a pipeline.
     *
     * @param defaultCfgScale for inputs that say nothing of it
     * @param stores reads the buckets that jobs bring along
     * @param keptFor how long a job that nobody waited for can be asked for after its end
     */
    public EndpointApi(Pipeline pipeline, RequestLimits limits, double defaultCfgScale, S3Config stores,
            Duration keptFor, InstantSource clock) {
        var streams = new JobStreams(clock);
        intake = new JobIntake(pipeline, new JobIntake.JobLimits(limits, defaultCfgScale), streams, stores,
                clock);
        desk = new JobDesk(pipeline, streams, stores, keptFor, clock);
        this.stores = stores;
        this.keptFor = keptFor;
    }

    @Override
    public void routing(HttpRules rules) {
        for (var base : BASES) {
            rules.post(base + "/run", answer(this::run)).post(base + "/runsync", answer(this::runSync))
                    .get(base + "/status/{id}", answer(this::status)).post(base + "/status/{id}", answer(this::status))
                    .get(base + "/status-sync/{id}", answer(this::statusSync))
                    .post(base + "/status-sync/{id}", answer(this::statusSync))
                    .get(base + "/stream/{id}", answer(request -> desk.stream(id(request))))
                    .post(base + "/stream/{id}", answer(request -> desk.stream(id(request))))
                    .post(base + "/cancel/{id}", answer(request -> desk.cancel(id(request))))
                    .post(base + "/retry/{id}", answer(request -> desk.retry(id(request))))
                    .post(base + "/purge-queue", answer(this::purge))
                    .get(base + "/health", answer(_ -> desk.health()))
                    .get(base + "/requests", answer(_ -> desk.list()));
        }
    }

    private static Handler answer(Function<ServerRequest, ObjectNode> route) {
        return (request, response) -> Exchange.send(response, 200, route.apply(request));
    }

    private ObjectNode run(ServerRequest request) {
        var body = JobBody.read(Json.parse(Exchange.body(request, MAX_BODY)), stores);
        return intake.run(body, CallId.of(request).value(), keptFor);
    }

    private ObjectNode runSync(ServerRequest request) {
        var patience = patience(request);
        var body = JobBody.read(Json.parse(Exchange.body(request, MAX_SYNC_BODY)), stores);
        // Who waits has the answer; it is kept for as long as the same caller may try again.
        var kept = patience.compareTo(SHORTEST_KEPT) > 0 && request.query().contains("wait") ? patience : SHORTEST_KEPT;
        return intake.runSync(body, "sync-" + CallId.of(request).value(), kept, patience);
    }

    private ObjectNode purge(ServerRequest request) {
        var _ = Exchange.body(request, MAX_EMPTY_BODY);
        return desk.purge();
    }

    private ObjectNode status(ServerRequest request) {
        var id = id(request);
        millis(request, "ttl", LONGEST_TTL).ifPresent(ttl -> desk.expireIn(id, ttl));
        return desk.status(id);
    }

    private ObjectNode statusSync(ServerRequest request) {
        return desk.status(id(request), patience(request));
    }

    /** The job that is meant. The body says nothing that matters, and is read so that the connection stays in order. */
    private static String id(ServerRequest request) {
        var _ = Exchange.body(request, MAX_EMPTY_BODY);
        var id = request.path().pathParameters().get("id");
        RequestRules.idProblem(id).ifPresent(problem -> {
            throw new ProblemException(Problem.badRequest(problem));
        });
        return id;
    }

    /** Clients send what is left of their own patience, so numbers out of range are brought into it. */
    private static Duration patience(ServerRequest request) {
        var wait = millis(request, "wait", LONGEST_WAIT).orElse(DEFAULT_WAIT);
        return wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
    }

    private static Optional<Duration> millis(ServerRequest request, String name, Duration longest) {
        return request.query().first(name).asOptional().map(written -> {
            if (!written.matches("[0-9]{1,15}")) {
                throw new ProblemException(Problem.badRequest(name + ": expected a number of milliseconds"));
            }
            return Duration.ofMillis(Math.min(Long.parseLong(written), longest.toMillis()));
        });
    }
}
