package io.vibestream.gateway.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** HTTP/1.1 as Helidon has it, with a {@link Wire} in every connection. */
final class Wires implements ServerConnectionSelector {

    private final ServerConnectionSelector http1;
    private final InstantSource clock;
    private final Duration patience;
    private final Duration sending;

    /**
     * A selector for connections of a server.
     *
     * @param patience for the head of a request, and again for its body
     * @param sending how long a peer may take nothing of an answer
     */
    Wires(Http1Config config, InstantSource clock, Duration patience, Duration sending) {
        this.sending = sending;
        http1 = Http1ConnectionSelector.builder().config(config).build();
        this.clock = clock;
        this.patience = patience;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        var wire = new Wire(context.dataReader(), clock, patience);
        var answers = new AnswerWriter(
                new PatientWriter(context.dataWriter(), sending, context.serverSocket()::close));
        return new Watched(wire, answers,
                http1.connection(new Tapped(context, DataReader.create(wire), answers)));
    }

    /** Everything that runs for a connection knows its two ends. */
    private record Watched(Wire wire, AnswerWriter answers, ServerConnection connection) implements ServerConnection {

        @Override
        public void handle(Limit limit) throws InterruptedException {
            var _ = ScopedValue.where(Wire.CURRENT, wire).where(AnswerWriter.CURRENT, answers).call(() -> {
                connection.handle(limit);
                return true;
            });
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }

    /** The context of a connection that is read through its wire and written to with patience. */
    private record Tapped(ConnectionContext context, DataReader dataReader, DataWriter dataWriter)
            implements
                ConnectionContext {

        @Override
        public ListenerContext listenerContext() {
            return context.listenerContext();
        }

        @Override
        public ExecutorService executor() {
            return context.executor();
        }

        @Override
        public Router router() {
            return context.router();
        }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() {
            return context.proxyProtocolData();
        }

        @Override
        public HelidonSocket serverSocket() {
            return context.serverSocket();
        }

        @Override
        public PeerInfo remotePeer() {
            return context.remotePeer();
        }

        @Override
        public PeerInfo localPeer() {
            return context.localPeer();
        }

        @Override
        public boolean isSecure() {
            return context.isSecure();
        }

        @Override
        public String socketId() {
            return context.socketId();
        }

        @Override
        public String childSocketId() {
            return context.childSocketId();
        }
    }
}
