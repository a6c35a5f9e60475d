package io.vibestream.gateway.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What one connection's peer sends. Reads no faster than it is asked to, with two exceptions: a request that has begun to arrive must
 * arrive within a time, and while a request is answered the next read may begin early, because its failure says that nobody waits for the
 * answer. Owned by the connection's thread; only single reads run elsewhere.
 */
final class Wire implements Supplier<byte[]> {

    /** The wire of the connection whose request this thread answers. */
    static final ScopedValue<Wire> CURRENT = ScopedValue.newInstance();

    private final DataReader socket;
    private final InstantSource clock;
    private final Duration patience;
    private Optional<CompletableFuture<byte[]>> reading = Optional.empty();
    /** While a request arrives: when it must be here. */
    private Optional<Instant> due = Optional.empty();

    /** @param patience for the head of a request, and again for its body */
    Wire(DataReader socket, InstantSource clock, Duration patience) {
        this.socket = socket;
        this.clock = clock;
        this.patience = patience;
    }

    /** The head is here, and the body may follow. */
    void headIsHere() {
        due = Optional.of(clock.instant().plus(patience));
    }

    /** The request is answered; the next may take its time. */
    void isAnswered() {
        due = Optional.empty();
    }

    @Override
    public byte[] get() {
        byte[] bytes;
        if (due.isPresent()) {
            bytes = await(due.get());
        } else {
            bytes = reading.isPresent() ? await(Instant.MAX) : read();
            due = Optional.of(clock.instant().plus(patience));
        }
        return bytes;
    }

    private byte[] read() {
        socket.ensureAvailable();
        return socket.readBuffer().readBytes();
    }

    private byte[] await(Instant end) {
        var read = reading.orElseGet(this::readElsewhere);
        reading = Optional.empty();
        try {
            return end.equals(Instant.MAX)
                    ? read.get()
                    : read.get(Math.max(0, Duration.between(clock.instant(), end).toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new CloseConnectionException("a request did not arrive within " + patience, late);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException known
                    ? known
                    : new CloseConnectionException("the connection cannot be read", failure);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new CloseConnectionException("the gateway is stopping", stopping);
        }
    }

    private CompletableFuture<byte[]> readElsewhere() {
        var read = new CompletableFuture<byte[]>();
        Thread.ofVirtual().name("wire").start(() -> {
            try {
                read.complete(read());
            } catch (Throwable failure) { // the top of this thread: the one who waits decides
                read.completeExceptionally(failure);
            }
        });
        return read;
    }

    /** Whether the peer has closed the connection. To be asked once the request has been read. */
    boolean isCut() {
        if (reading.filter(Wire::onlyTookLong).isPresent()) {
            reading = Optional.empty();
        }
        var read = reading.orElseGet(this::readElsewhere);
        reading = Optional.of(read);
        return read.isCompletedExceptionally();
    }

    /** Sockets give up reading after a while, which means nothing here: the peer is waiting, too. */
    private static boolean onlyTookLong(CompletableFuture<byte[]> read) {
        return read.isCompletedExceptionally() && causes(read.exceptionNow());
    }

    private static boolean causes(Throwable failure) {
        var cause = Optional.ofNullable(failure.getCause());
        return failure instanceof SocketTimeoutException || cause.filter(Wire::causes).isPresent();
    }
}
