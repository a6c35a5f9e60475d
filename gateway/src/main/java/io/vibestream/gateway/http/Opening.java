package io.vibestream.gateway.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.function.Supplier;

/** Until there is something behind the routes, answers for them; only health is told from the beginning, and the page shown. */
final class Opening implements Filter {

    /** Loading takes seconds or minutes, which nobody knows beforehand. */
    private static final String RETRY_SECONDS = "5";

    private final Supplier<Phase> phase;

    Opening(Supplier<Phase> phase) {
        this.phase = phase;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        var path = request.path().path();
        if (phase.get() != Phase.LOADING || path.equals("/ping") || OpenPaths.isPage(path)) {
            chain.proceed();
            return;
        }
        response.header(HeaderNames.RETRY_AFTER, RETRY_SECONDS);
        Exchange.send(request, response,
                Problem.of(503, "server_error", "The service is still loading, try again later")
                        .coded("loading").worthRetrying());
    }
}
