package io.vibestream.gateway.http;

import io.helidon.webserver.WebServer;
import io.vibestream.runtime.lifecycle.Service;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Health on a port of its own, for load balancers that keep it apart from calls. */
public final class HealthPort implements Service {

    private final WebServer server;

    /** @param address where to listen; port 0 takes a free one */
    public HealthPort(InetSocketAddress address, Supplier<Phase> phase) {
        server = WebServer.builder().bindAddress(address).shutdownHook(false).featuresDiscoverServices(false)
                .routing(routing -> routing.register(new HealthRoutes(phase))).build();
    }

    /** Does nothing when it is open already. */
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
