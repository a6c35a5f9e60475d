package io.vibestream.gateway.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vibestream.runtime.logging.RequestScope;
import io.vibestream.schemas.Priority;
import java.time.Duration;
import java.time.InstantSource;

/** What every call passes first: it gets a name, is timed, and shows a key where one is needed. */
final class Gate implements Filter {

    private static final HeaderName PROCESSING_MILLIS = HeaderNames.create("openai-processing-ms");
    /** The version of OpenAI's API that clients expect to see. */
    private static final Header VERSION = HeaderValues.createCached("openai-version", "2020-10-01");

    private final ApiKeys keys;
    private final SignedCalls signed;
    private final CallLimits limits;
    private final Cors cors;
    private final Turnstile turnstile;
    private final MeterRegistry meters;
    private final InstantSource clock;

    Gate(Protection protection, SignedCalls signed, MeterRegistry meters, InstantSource clock) {
        keys = protection.keys();
        this.signed = signed;
        limits = protection.limits();
        cors = protection.cors();
        turnstile = new Turnstile(limits, protection.callsAtOnce());
        meters.gauge("vibestream.gateway.calls.open", turnstile, Turnstile::inside);
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (request.prologue().method().equals(Method.HEAD)) {
            answerHeadOnly(request, response);
        }
        var id = CallId.random();
        request.context().register(id);
        response.header(Exchange.REQUEST_ID, id.value());
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
            if (cors.answers(request, response)) {
                return;
            }
            switch (identity(request)) {
                case Identity.Known(var name) -> admit(chain, request, response, name);
                case Identity.Unknown(var problem) -> {
                    response.header(HeaderNames.WWW_AUTHENTICATE, "Bearer");
                    Exchange.send(request, response, problem);
                }
            }
        }
        if (Exchange.isLast(request)) {
            throw new CloseConnectionException("the rest of a body is unread");
        }
    }

    /** Every route that can be got has a head, too: the same one. */
    private static void answerHeadOnly(RoutingRequest request, RoutingResponse response) {
        AnswerWriter.CURRENT.get().headOnly();
        response.whenSent(AnswerWriter.CURRENT.get()::everything);
        var asked = request.prologue();
        request.prologue(HttpPrologue.create(asked.rawProtocol(), asked.protocol(), asked.protocolVersion(), Method.GET,
                asked.uriPath(), asked.query(), asked.fragment()));
    }

    private void admit(FilterChain chain, RoutingRequest request, RoutingResponse response, String name) {
        request.context()
                .register(
                        new Holder(name, limits.of(name).map(CallLimits.Limit::priority).orElse(Priority.INTERACTIVE)));
        if (!makesWork(request)) {
            chain.proceed();
            return;
        }
        switch (turnstile.enter(name, clock.instant())) {
            case Turnstile.Turn.In() -> {
                try {
                    chain.proceed();
                } finally {
                    turnstile.leave(name);
                }
            }
            case Turnstile.Turn.Enough(var wait, var limit) -> refuse(request, response, wait, Problem
                    .of(429, "rate_limit_error", "Rate limit reached: this key may make " + limit)
                    .coded("rate_limit_exceeded"));
            case Turnstile.Turn.Full(var wait) -> refuse(request, response, wait, Problem
                    .of(503, "server_error", "The gateway is overloaded, try again later").coded("overloaded"));
        }
    }

    private static boolean makesWork(RoutingRequest request) {
        var method = request.prologue().method();
        return (method.equals(Method.POST) || method.equals(Method.PUT)) && !isOpen(request.path().path());
    }

    private static void refuse(RoutingRequest request, RoutingResponse response, Duration wait, Problem problem) {
        response.header(HeaderNames.RETRY_AFTER, Long.toString(Math.ceilDiv(wait.toMillis(), 1000)));
        Exchange.send(request, response, problem.worthRetrying());
    }

    /** Few words: a meter for every path that a stranger tries would be a leak. */
    private static String api(String path) {
        return Exchange.isOpenAi(path) ? "openai" : path.startsWith("/audio/") ? "audio" : "endpoint";
    }

    /** Who calls. */
    private sealed interface Identity {
        record Known(String name) implements Identity {}

        record Unknown(Problem problem) implements Identity {}
    }

    private Identity identity(RoutingRequest request) {
        if (keys.isEmpty() || isOpen(request.path().path()) || signed.proves(request)) {
            return new Identity.Known(Holder.NOBODY);
        }
        var shown = request.headers().first(HeaderNames.AUTHORIZATION);
        if (shown.isEmpty()) {
            return new Identity.Unknown(unauthorized("Missing Authorization header").coded("missing_authorization"));
        }
        return keys.holder(shown.get()).<Identity>map(Identity.Known::new).orElseGet(
                () -> new Identity.Unknown(unauthorized("Invalid authentication token").coded("invalid_token")));
    }

    private static Problem unauthorized(String message) {
        return Problem.of(401, "authentication_error", message);
    }

    private static boolean isOpen(String path) {
        return OpenPaths.contains(path);
    }
}
