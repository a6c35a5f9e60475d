package io.vibestream.gateway.runpod;

import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.vibestream.gateway.http.CallId;
import io.vibestream.gateway.http.Exchange;
import io.vibestream.gateway.http.Json;
import io.vibestream.gateway.http.Problem;
import io.vibestream.gateway.http.ProblemException;
import io.vibestream.gateway.pipeline.Pipeline;
import io.vibestream.schemas.RequestLimits;
import io.vibestream.schemas.SpeechRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** RunPod's endpoint API, at the root and under {@code /v2/{endpoint}} as on RunPod itself; the endpoint's name means nothing here. */
public final class EndpointApi implements HttpService {

    private static final List<String> BASES = List.of("", "/v2/{endpoint}");
    private static final int MAX_SYNC_BODY = 20_000_000;
    private static final long DEFAULT_WAIT = 90_000;
    private static final long SHORTEST_WAIT = 1_000;
    private static final long LONGEST_WAIT = 300_000;

    private final Pipeline pipeline;
    private final JobLimits limits;
    private final InstantSource clock;

    /**
     * What a job may ask for.
     *
     * @param defaultCfgScale for inputs that say nothing of it
     */
    public record JobLimits(RequestLimits request, double defaultCfgScale) {}

    public EndpointApi(Pipeline pipeline, JobLimits limits, InstantSource clock) {
        this.pipeline = pipeline;
        this.limits = limits;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        for (var base : BASES) {
            rules.post(base + "/runsync", this::runSync);
        }
    }

    private void runSync(ServerRequest request, ServerResponse response) {
        var patience = patience(request);
        var job = Job.read(Json.parse(Exchange.body(request, MAX_SYNC_BODY)));
        var id = "sync-" + CallId.of(request).value();
        Exchange.send(response, 200, switch (JobInput.read(job.input(), draft(id, job.policy()), limits.request(),
                limits.defaultCfgScale())) {
            case JobInput.Read.Refused(var message) -> Envelope.refused(id, message);
            case JobInput.Read.Accepted accepted -> runSync(accepted, patience);
        });
    }

    private JsonNode runSync(JobInput.Read.Accepted accepted, Duration patience) {
        var id = accepted.request().getId();
        return Pipeline.await(pipeline.submit(accepted.request()), patience)
                .map(result -> Envelope.ended(id, result, accepted.formatShown()))
                .orElseGet(() -> Envelope.unfinished(id, pipeline.state(id)));
    }

    private SpeechRequest.Builder draft(String id, Policy policy) {
        var now = clock.instant();
        var draft = SpeechRequest.newBuilder().setId(id).setCreatedAt(now).setPriority(policy.priority());
        policy.deadline(now).ifPresent(draft::setDeadline);
        return draft;
    }

    /** Clients send what is left of their own patience, so numbers out of range are brought into it. */
    private static Duration patience(ServerRequest request) {
        var written = request.query().first("wait").orElse(Long.toString(DEFAULT_WAIT));
        if (!written.matches("\\d{1,15}")) {
            throw new ProblemException(Problem.badRequest("wait: expected a number of milliseconds"));
        }
        return Duration.ofMillis(Math.clamp(Long.parseLong(written), SHORTEST_WAIT, LONGEST_WAIT));
    }
}
