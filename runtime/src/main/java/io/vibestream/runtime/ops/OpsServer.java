package io.vibestream.runtime.ops;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vibestream.runtime.lifecycle.Service;
import io.vibestream.runtime.ops.Health.Report;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Serves health and metrics. Start it first and close it last, so that a process can be asked while it starts and drains. */
public final class OpsServer implements Service {

    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int UNAVAILABLE = 503;
    private static final int NO_BODY = -1;

    private record Answer(int status, String contentType, String body) {}

    private record Running(HttpServer server, ExecutorService threads) {}

    private final OpsSettings settings;
    private final Map<String, Supplier<Answer>> pages;
    private Optional<Running> running = Optional.empty();

    public OpsServer(OpsSettings settings, Health health, Metrics metrics) {
        this.settings = settings;
        this.pages = Map.of("/health/live", () -> json(health.liveness()), "/health/ready",
                () -> json(health.readiness()), "/metrics", () -> new Answer(OK, PROMETHEUS, metrics.scrape()));
    }

    @Override
    public String name() {
        return "health and metrics";
    }

    @Override
    public void start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), 0);
            var threads = Executors.newVirtualThreadPerTaskExecutor();
            server.setExecutor(threads);
            server.createContext("/", this::handle);
            server.start();
            running = Optional.of(new Running(server, threads));
        } catch (IOException cause) {
            throw new UncheckedIOException(
                    "cannot listen on OPS_HOST:OPS_PORT, " + settings.host() + ":" + settings.port()
                            + ": " + cause.getMessage(),
                    cause);
        }
    }

    /** The port in use, which the settings may have left open. */
    public int port() {
        return running.map(found -> found.server().getAddress().getPort())
                .orElseThrow(() -> new IllegalStateException("the server is not running"));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var method = exchange.getRequestMethod();
            boolean head = method.equals("HEAD");
            var page = Optional.ofNullable(pages.get(exchange.getRequestURI().getPath()));
            var answer = head || method.equals("GET")
                    ? page.map(Supplier::get).orElseGet(() -> new Answer(NOT_FOUND, "text/plain", "not found\n"))
                    : new Answer(METHOD_NOT_ALLOWED, "text/plain", "only GET\n");
            var body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.sendResponseHeaders(answer.status(), head ? NO_BODY : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Answer json(Report report) {
        var json = JsonNodeFactory.instance.objectNode().put("status", report.up() ? "UP" : "DOWN");
        var checks = json.putObject("checks");
        report.checks().forEach((name, verdict) -> {
            var check = checks.putObject(name);
            switch (verdict) {
                case Verdict.Up() -> check.put("status", "UP");
                case Verdict.Down(var reason) -> check.put("status", "DOWN").put("reason", reason);
            }
        });
        return new Answer(report.up() ? OK : UNAVAILABLE, JSON, json.toString());
    }

    @Override
    public void close() {
        running.ifPresent(found -> {
            found.server().stop(0);
            found.threads().close();
        });
        running = Optional.empty();
    }
}
