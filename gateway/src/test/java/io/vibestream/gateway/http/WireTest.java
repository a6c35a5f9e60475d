package io.vibestream.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class WireTest {

    private static final byte[] DATA = {1, 2, 3};
    private static final Duration SOON = Duration.ofSeconds(20);

    private final LinkedBlockingQueue<Supplier<byte[]>> socket = new LinkedBlockingQueue<>();
    private final Wire wire = wire(SOON);

    private Wire wire(Duration patience) {
        return new Wire(DataReader.create(() -> {
            try {
                return socket.take().get();
            } catch (InterruptedException stopping) {
                throw new IllegalStateException(stopping);
            }
        }), InstantSource.system(), patience);
    }

    private void peerSends(byte[] bytes) {
        socket.add(() -> bytes);
    }

    private void peerCloses() {
        socket.add(() -> {
            throw new UncheckedIOException(new java.io.IOException("closed"));
        });
    }

    @Test
    void bringsWhatIsSent() {
        peerSends(DATA);

        assertThat(wire.get()).isEqualTo(DATA);
    }

    @Test
    void cutsOffWhoSendsHalfARequest() {
        var hasty = wire(Duration.ofMillis(50));
        peerSends(DATA);
        hasty.get();

        assertThatThrownBy(hasty::get).isInstanceOf(CloseConnectionException.class)
                .hasMessageContaining("did not arrive");
    }

    @Test
    void givesTheBodyATimeOfItsOwn() {
        peerSends(DATA);
        wire.get();
        wire.headIsHere();
        peerSends(DATA);

        assertThat(wire.get()).isEqualTo(DATA);
    }

    @Test
    void noticesThatThePeerHasClosed() {
        assertThat(wire.isCut()).isFalse();

        peerCloses();

        await().atMost(SOON).until(wire::isCut);
    }

    @Test
    void losesNothingThatWasSentWhileItLookedOut() {
        assertThat(wire.isCut()).isFalse();
        peerSends(DATA);

        wire.isAnswered();

        assertThat(wire.get()).isEqualTo(DATA);
    }

    @Test
    void takesAReadThatTookLongForNoEnd() {
        assertThat(wire.isCut()).isFalse();
        socket.add(() -> {
            throw new UncheckedIOException(new SocketTimeoutException("two minutes"));
        });
        await().atMost(SOON).until(socket::isEmpty);
        assertThat(wire.isCut()).isFalse();

        peerSends(DATA);
        wire.isAnswered();

        await().atMost(SOON).untilAsserted(() -> assertThat(wire.isCut()).isFalse());
        assertThat(wire.get()).isEqualTo(DATA);
    }
}
