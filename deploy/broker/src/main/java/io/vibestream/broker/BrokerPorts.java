package io.vibestream.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The two loopback ports of a development broker. */
public record BrokerPorts(int clients, int controller) {

    /** Two ports that nobody listens on right now. */
    public static BrokerPorts free() {
        try (var first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new BrokerPorts(first.getLocalPort(), second.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback address", e);
        }
    }

    /** This port for clients, any free one for the controller. */
    public static BrokerPorts clientsOn(int port) {
        return new BrokerPorts(port, free().controller());
    }
}
