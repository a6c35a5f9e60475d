package io.vibestream.gateway.http;

import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.function.Supplier;

/** {@code GET /ping}, as RunPod's load balancer asks: 204 is loading, 200 is ready, anything else gets no calls. */
public final class HealthRoutes implements HttpService {

    private final Supplier<Phase> phase;

    public HealthRoutes(Supplier<Phase> phase) {
        this.phase = phase;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/ping", this::ping);
    }

    private void ping(ServerRequest request, ServerResponse response) {
        switch (phase.get()) {
            case LOADING -> response.status(Status.NO_CONTENT_204).send();
            case READY -> Exchange.send(response, 200, Json.object().put("status", "ok"));
            case STOPPING -> Exchange.send(response, 503, Json.object().put("status", "stopping"));
        }
    }
}
