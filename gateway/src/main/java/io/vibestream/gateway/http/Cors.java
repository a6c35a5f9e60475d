package io.vibestream.gateway.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.util.Optional;
import java.util.Set;

/**
 * Which web pages of other origins may call: none, unless configured. Immutable.
 *
 * @param origins as browsers send them; {@code *} is any
 */
public record Cors(Set<String> origins) {

    private static final HeaderName MAX_AGE = HeaderNames.create("access-control-max-age");

    public Cors {
        origins = Set.copyOf(origins);
    }

    /** Says what a browser wants to know; answers completely when that is all it asked. */
    boolean answers(RoutingRequest request, RoutingResponse response) {
        var origin = request.headers().first(HeaderNames.ORIGIN).flatMap(this::allowed);
        if (origin.isEmpty()) {
            return false;
        }
        response.header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin.get());
        response.header(HeaderNames.VARY, "Origin");
        response.header(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS,
                "x-request-id, openai-processing-ms, retry-after, x-should-retry, x-vibestream-warning");
        if (!request.prologue().method().equals(Method.OPTIONS)
                || !request.headers().contains(HeaderNames.ACCESS_CONTROL_REQUEST_METHOD)) {
            return false;
        }
        response.header(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE, OPTIONS");
        // What OpenAI's client in a browser sends varies with its version, and none of it opens anything.
        request.headers().first(HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS)
                .ifPresent(asked -> response.header(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, asked));
        response.header(MAX_AGE, "86400");
        response.status(Status.NO_CONTENT_204).send();
        return true;
    }

    private Optional<String> allowed(String origin) {
        return origins.contains("*") || origins.contains(origin) ? Optional.of(origin) : Optional.empty();
    }
}
