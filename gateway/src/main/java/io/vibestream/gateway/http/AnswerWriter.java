package io.vibestream.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.webserver.CloseConnectionException;
import java.util.function.Consumer;

/**
 * What one connection's peer is answered: all of it, or the head alone where he asked for no more. A body that he does not expect would be
 * taken for the next answer. Owned by the connection's thread.
 */
final class AnswerWriter implements DataWriter {

    /** The writer of the connection whose request this thread answers. */
    static final ScopedValue<AnswerWriter> CURRENT = ScopedValue.newInstance();

    private static final String END_OF_HEAD = "\r\n\r\n";
    /** Such answers announce another. */
    private static final String INTERIM = "HTTP/1.1 1";

    private final DataWriter peer;
    private Wanted wanted = Wanted.EVERYTHING;

    private enum Wanted {
        EVERYTHING, HEAD, NOTHING
    }

    AnswerWriter(DataWriter peer) {
        this.peer = peer;
    }

    /** Of the next answer. */
    void headOnly() {
        wanted = Wanted.HEAD;
    }

    /** Of all that follow. */
    void everything() {
        wanted = Wanted.EVERYTHING;
    }

    @Override
    public void write(BufferData... buffers) {
        write(BufferData.create(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        cut(buffer, peer::write);
    }

    @Override
    public void writeNow(BufferData... buffers) {
        writeNow(BufferData.create(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        cut(buffer, peer::writeNow);
    }

    private void cut(BufferData buffer, Consumer<BufferData> write) {
        switch (wanted) {
            case EVERYTHING -> write.accept(buffer);
            case HEAD -> write.accept(head(buffer.readBytes()));
            // Some answers have no end before their job has: whoever makes one is told as if the peer had gone.
            case NOTHING -> throw new CloseConnectionException("only the head of this answer was asked for");
        }
    }

    /** The server writes a head in one piece, and what it has of the body behind it. */
    private BufferData head(byte[] answer) {
        var text = new String(answer, ISO_8859_1);
        int end = text.indexOf(END_OF_HEAD);
        if (end < 0 || text.startsWith(INTERIM)) {
            return BufferData.create(answer);
        }
        wanted = Wanted.NOTHING;
        return BufferData.create(answer, 0, end + END_OF_HEAD.length());
    }

    @Override
    public void flush() {
        peer.flush();
    }

    @Override
    public void close() {
        peer.close();
    }
}
