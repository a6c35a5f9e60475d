package io.vibestream.runtime.registry;

import com.sun.net.httpserver.HttpServer;
import io.vibestream.runtime.registry.ConfluentRegistryRest.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** An HTTP server on a free port that answers each request by a function and remembers it. */
public final class RegistryServer implements AutoCloseable {

    /** What a client sent. */
    public record Request(String method, String path, String body, Optional<String> authorization) {}

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public RegistryServer(Function<Request, Response> answers) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
        server.createContext("/", exchange -> {
            try (exchange) {
                var request = new Request(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")));
                requests.add(request);
                var response = answers.apply(request);
                var body = response.body().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", response.contentType());
                exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    /** A server that mounts {@code registry}, as the gateway does. */
    public static RegistryServer of(InMemoryRegistry registry) {
        var rest = new ConfluentRegistryRest(registry);
        return new RegistryServer(request -> rest.handle(request.method(), request.path(), request.body()));
    }

    public URI address() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
