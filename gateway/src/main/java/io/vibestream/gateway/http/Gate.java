package io.vibestream.gateway.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vibestream.runtime.logging.RequestScope;
import java.time.InstantSource;
import java.util.Optional;

/** What every call passes first: it gets a name, is timed, and shows a key where one is needed. */
final class Gate implements Filter {

    private static final HeaderName REQUEST_ID = HeaderNames.create("x-request-id");
    private static final HeaderName PROCESSING_MILLIS = HeaderNames.create("openai-processing-ms");
    /** The version of OpenAI's API that clients expect to see. */
    private static final Header VERSION = HeaderValues.createCached("openai-version", "2020-10-01");

    private final ApiKeys keys;
    private final MeterRegistry meters;
    private final InstantSource clock;

    Gate(ApiKeys keys, MeterRegistry meters, InstantSource clock) {
        this.keys = keys;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        var id = CallId.random();
        request.context().register(id);
        response.header(REQUEST_ID, id.value());
        if (Exchange.isOpenAi(request.path().path())) {
            long begun = clock.millis();
            response.header(VERSION);
            response.beforeSend(() -> response.header(PROCESSING_MILLIS, Long.toString(clock.millis() - begun)));
        }
        var started = Timer.start(meters);
        response.whenSent(() -> started.stop(meters.timer("vibestream.gateway.calls", "api", api(request.path().path()),
                "status", Integer.toString(response.status().code()))));
        if (Wire.CURRENT.isBound()) {
            Wire.CURRENT.get().headIsHere();
            response.whenSent(() -> Wire.CURRENT.get().isAnswered());
        }
        try (var _ = RequestScope.open(id.value())) {
            var refusal = refusal(request);
            if (refusal.isEmpty()) {
                chain.proceed();
                return;
            }
            response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
            Exchange.send(request, response, refusal.get());
        }
    }

    /** Few words: a meter for every path that a stranger tries would be a leak. */
    private static String api(String path) {
        return Exchange.isOpenAi(path) ? "openai" : path.startsWith("/audio/") ? "audio" : "endpoint";
    }

    private Optional<Problem> refusal(RoutingRequest request) {
        if (keys.isEmpty() || isOpen(request.path().path())) {
            return Optional.empty();
        }
        var shown = request.headers().first(HeaderNames.AUTHORIZATION);
        if (shown.isEmpty()) {
            return Optional.of(unauthorized("Missing Authorization header").coded("missing_authorization"));
        }
        return keys.holder(shown.get()).isPresent()
                ? Optional.empty()
                : Optional.of(unauthorized("Invalid authentication token").coded("invalid_token"));
    }

    private static Problem unauthorized(String message) {
        return Problem.of(401, "authentication_error", message);
    }

    /** Health tells nothing, and audio links carry their own signature. */
    private static boolean isOpen(String path) {
        return path.equals("/ping") || path.equals("/health") || path.startsWith("/audio/");
    }
}
