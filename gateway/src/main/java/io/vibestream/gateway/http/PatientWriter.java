package io.vibestream.gateway.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What one connection's peer is sent. A peer who takes nothing for too long is given up, or he could keep the thread and the memory of a
 * call for as long as he likes: the connection is closed under the write, which then fails as it does when a peer has gone. Owned by the
 * connection's thread.
 */
final class PatientWriter implements DataWriter {

    /** So much must be taken within one patience: a long answer may take long, as long as it moves. */
    private static final int PIECE_BYTES = 64 * 1024;

    private final DataWriter socket;
    private final Duration patience;
    private final Runnable giveUp;

    /** @param giveUp closes the connection; called by another thread */
    PatientWriter(DataWriter socket, Duration patience, Runnable giveUp) {
        this.socket = socket;
        this.patience = patience;
        this.giveUp = giveUp;
    }

    @Override
    public void write(BufferData... buffers) {
        write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        inPieces(buffer, socket::write);
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        inPieces(buffer, socket::writeNow);
    }

    private void inPieces(BufferData buffer, Consumer<BufferData> write) {
        while (buffer.available() > PIECE_BYTES) {
            var piece = new byte[PIECE_BYTES];
            int length = buffer.read(piece);
            patiently(() -> write.accept(BufferData.create(piece, 0, length)));
        }
        patiently(() -> write.accept(buffer));
    }

    private void patiently(Runnable write) {
        var taken = new CompletableFuture<Boolean>();
        var _ = taken.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            giveUp.run();
            return false;
        });
        try {
            write.run();
        } finally {
            taken.complete(true);
        }
    }

    @Override
    public void flush() {
        patiently(socket::flush);
    }

    @Override
    public void close() {
        socket.close();
    }
}
