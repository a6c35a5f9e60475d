package io.vibestream.gateway.http;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.micrometer.core.instrument.MeterRegistry;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.runtime.logging.RequestScope;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listening socket with all routes behind it; one virtual thread per call. */
public final class HttpServer implements Service {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    /** The largest body that any route takes is 20 MB; the routes themselves are stricter. */
    private static final long MAX_BODY = 21_000_000;
    private static final Duration IDLE = Duration.ofMinutes(2);
    /** For the head of a request, and again for its body: nobody who means it is slower. */
    private static final Duration ARRIVAL = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(25);

    private final WebServer server;

    /**
     * Prepares the server.
     *
     * @param address where to listen; port 0 takes a free one
     * @param signed calls that need no key
     * @param phase until it is {@link Phase#READY}, calls are put off
     * @param known what answer a failure gets that the routes know of
     */
    public HttpServer(InetSocketAddress address, Protection protection, SignedCalls signed, Supplier<Phase> phase,
            List<HttpService> routes,
            Function<Throwable, Optional<Problem>> known, MeterRegistry meters, InstantSource clock) {
        server = WebServer.builder()
                .bindAddress(address)
                .shutdownHook(false)
                .shutdownGracePeriod(DRAIN)
                .featuresDiscoverServices(false)
                .maxPayloadSize(MAX_BODY)
                .connectionOptions(socket -> socket.readTimeout(IDLE))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new Wires(Http1Config.builder().maxHeadersSize(64 * 1024).build(), clock,
                        ARRIVAL, protection.sending()))
                .directHandlers(Rejections.all())
                .routing(routing -> route(
                        routing.addFilter(new Gate(protection, signed, meters, clock)).addFilter(new Opening(phase)),
                        routes, known))
                .build();
    }

    private static void route(HttpRouting.Builder routing, List<HttpService> routes,
            Function<Throwable, Optional<Problem>> known) {
        routes.forEach(routing::register);
        routing.any((request, response) -> Exchange.send(request, response, Problem.of(404, "invalid_request_error",
                "Unknown request: " + request.prologue().method().text() + " " + request.path().path())));
        routing.error(ProblemException.class, (request, response, e) -> Exchange.send(request, response, e.problem()));
        routing.error(Exception.class, (request, response, e) -> fail(request, response, e, known));
    }

    private static void fail(ServerRequest request, ServerResponse response, Exception failure,
            Function<Throwable, Optional<Problem>> known) {
        if (failure instanceof CloseConnectionException asked) {
            throw asked;
        }
        var problem = known.apply(failure);
        if (problem.isEmpty()) {
            LOG.atError().addKeyValue(RequestScope.KEY, CallId.of(request).value()).setCause(failure)
                    .log("a call failed");
        }
        if (response.isSent()) {
            // Half an answer must not look like a whole one.
            throw new CloseConnectionException("failed after the answer had begun", failure);
        }
        Exchange.send(request, response,
                problem.orElseGet(() -> Problem.of(500, "server_error", "The gateway failed")));
    }

    /** Does nothing when the server listens already: it may open before those who answer. */
    @Override
    public void start() {
        if (!server.isRunning()) {
            server.start();
        }
    }

    /** The port that is listened on, once started. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
    }
}
